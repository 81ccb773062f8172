import enum

from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase, declarative_base
from sqlalchemy_utils import (
    ChoiceType,
    ColorType,
    CompositeType,
    CountryType,
    CurrencyType,
    EmailType,
    EncryptedType,
    IPAddressType,
    JSONType,
    LocaleType,
    PasswordType,
    PhoneNumberType,
    ScalarListType,
    StringEncryptedType,
    Timestamp,
    TimezoneType,
    TSVectorType,
    URLType,
    UUIDType,
    WeekDaysType,
    ArrowType,
    EnrichedDateTimeType,
    create_database,
    database_exists,
    force_auto_coercion,
    force_instant_defaults,
    generic_repr,
    get_columns,
    observes,
    aggregated,
)
from sqlalchemy_utils.types.choice import Choice

Base = declarative_base()


class Kind(enum.Enum):
    a = 1
    b = 2


@generic_repr("id", "email")
class T(Base, Timestamp):
    __tablename__ = "t"
    id = Column(UUIDType(binary=False), primary_key=True)
    raw = Column(UUIDType(binary=True, native=False))
    chars = Column(UUIDType(binary=False, native=False))
    email = Column(EmailType, unique=True)
    email2 = Column(EmailType(length=90))
    url = Column(URLType)
    choice = Column(ChoiceType([("a", "A"), ("b", "B")]))
    choice2 = Column(ChoiceType(Kind, impl=Integer()))
    choice3 = Column(ChoiceType([("a", "A")], impl=String(9)))
    secret = Column(StringEncryptedType(String, "key", length=333))
    secret2 = Column(StringEncryptedType(String(50), lambda: "key"))
    secret3 = Column(EncryptedType(String, "key"))
    data = Column(JSONType)
    vector = Column(TSVectorType("email", "url"))
    ip = Column(IPAddressType)
    country = Column(ScalarListType(int))
    names = Column(ScalarListType())
    zone = Column(TimezoneType(backend="zoneinfo"))


metadata = Base.metadata
