"""pydantic as far as settings and small models need it: fields, aliases, defaults, validators, and the
conversions that change what a program sees."""

import _introspection
import _pydantic
import copy as _copy
import enum as _enum
import json as _json
import typing as _typing
from abc import ABCMeta as _ABCMeta
from collections.abc import Mapping as _Mapping
from urllib.parse import quote as _quote, urlsplit as _urlsplit

VERSION = __version__ = "2.11.0"


class _PydanticUndefined:
    def __repr__(self):
        return "PydanticUndefined"

    def __bool__(self):
        return False


PydanticUndefined = Undefined = _PydanticUndefined()


def _given(value):
    """Also true of a value that is not known: it was given."""
    return _introspection.is_unknown(value) or value is not PydanticUndefined


class PydanticUserError(TypeError):
    pass


class ValidationError(ValueError):
    def __init__(self, title, errors):
        self.title = title
        self._errors = errors
        shown = "".join("\n%s\n  %s" % (".".join(str(part) for part in item["loc"]), item["msg"]) for item in errors)
        ValueError.__init__(self, "%d validation error%s for %s%s" % (
            len(errors), "" if len(errors) == 1 else "s", title, shown))

    def errors(self, **options):
        return self._errors

    def error_count(self):
        return len(self._errors)

    def json(self, **options):
        return _json.dumps(self._errors, default=str)


def _resolved(annotation, evaluate):
    """With its forward references looked up."""
    if isinstance(annotation, _typing.ForwardRef):
        return evaluate(annotation.__forward_arg__)
    if isinstance(annotation, _introspection.union_type):
        return _introspection.union([_resolved(member, evaluate) for member in annotation.__args__])
    if isinstance(annotation, _introspection.alias_type) and not hasattr(annotation, "__metadata__"):
        args = tuple(_resolved(member, evaluate) for member in annotation.__args__)
        return _introspection.alias(annotation.__origin__, args)
    return annotation


class AliasPath:
    def __init__(self, first_arg, *args):
        self.path = [first_arg, *args]


class AliasChoices:
    def __init__(self, first_choice, *choices):
        self.choices = [first_choice, *choices]


class FieldInfo:
    # of the class, so that a field holds what was given only: models have hundreds
    default_factory = alias = validation_alias = serialization_alias = env = title = None
    description = exclude = frozen = json_schema_extra = _evaluate = _annotation = _text = None

    __init__ = _pydantic.field_init(PydanticUndefined)

    @property
    def annotation(self):
        if self._annotation is None and self._evaluate is not None:
            try:
                self._annotation = _resolved(self._evaluate(), self._evaluate)
            except NameError:
                # of something that is defined later
                return _typing.ForwardRef(self._text)
        return self._annotation

    def is_required(self):
        return not _given(self.default) and self.default_factory is None

    def get_default(self, *, call_default_factory=False, **options):
        if self.default_factory is not None:
            return self.default_factory()
        return self.default if _introspection.is_unknown(self.default) else _copy.deepcopy(self.default)

    def names(self, name):
        wanted = self.validation_alias if self.validation_alias is not None else self.alias
        if wanted is None:
            return []
        choices = wanted.choices if isinstance(wanted, AliasChoices) else [wanted]
        return [choice.path[0] if isinstance(choice, AliasPath) else choice for choice in choices]


Field = _pydantic.field_maker(FieldInfo)


class ModelPrivateAttr:
    def __init__(self, default=PydanticUndefined, default_factory=None):
        self.default = default
        self.default_factory = default_factory


def PrivateAttr(default=PydanticUndefined, *, default_factory=None, init=False):
    return ModelPrivateAttr(default, default_factory)


class ConfigDict(dict):
    pass


class _Hook:
    def __init__(self, function, kind, fields, mode):
        self.function = function
        self.kind = kind
        self.fields = fields
        self.mode = mode


def _hook(kind, fields, mode):
    def decorate(function):
        return _Hook(function, kind, fields, mode)

    return decorate


def field_validator(*fields, mode="after", check_fields=None, json_schema_input_type=None):
    return _hook("field", fields, mode)


def validator(*fields, pre=False, each_item=False, always=False, check_fields=True, allow_reuse=False):
    return _hook("legacy", fields, "before" if pre else "after")


def model_validator(*, mode):
    return _hook("model", (), mode)


def root_validator(function=None, *, pre=False, allow_reuse=False, skip_on_failure=False):
    if function is not None:
        return _Hook(function, "root", (), "before" if pre else "after")
    return _hook("root", (), "before" if pre else "after")


def field_serializer(*fields, **options):
    return lambda function: function


def model_serializer(function=None, **options):
    return (lambda inner: inner) if function is None else function


def computed_field(function=None, /, **options):
    def decorate(inner):
        return inner if not callable(inner) or isinstance(inner, property) else property(inner)

    return decorate if function is None else decorate(function)


def validate_call(function=None, **options):
    return (lambda inner: inner) if function is None else function


validate_arguments = validate_call


class _Marker:
    def __init__(self, function=None, *args, **options):
        self.func = function
        self.options = options


class BeforeValidator(_Marker):
    pass


class AfterValidator(_Marker):
    pass


class PlainValidator(_Marker):
    pass


class WrapValidator(_Marker):
    pass


class PlainSerializer(_Marker):
    pass


class WrapSerializer(_Marker):
    pass


class StringConstraints(_Marker):
    pass


class _Constraints(_Marker):
    pass


class Strict(_Marker):
    pass


class Discriminator(_Marker):
    pass


class Tag(_Marker):
    pass


class WithJsonSchema(_Marker):
    pass


class SkipValidation(_Marker):
    pass


class InstanceOf(_Marker):
    pass


class _Secret:
    def __init__(self, secret_value):
        self._secret_value = secret_value

    def get_secret_value(self):
        return self._secret_value

    def __len__(self):
        return len(self._secret_value)

    def __eq__(self, other):
        return type(self) is type(other) and self._secret_value == other._secret_value

    def __hash__(self):
        return hash(self._secret_value)

    def __str__(self):
        return "**********" if self._secret_value else ""

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, str(self))


class SecretStr(_Secret):
    pass


class SecretBytes(_Secret):
    pass


class Secret(_Secret):
    def __class_getitem__(cls, item):
        return cls


class _Url(str):
    """A URL; also a string, so that programs of either version of pydantic can use it."""

    allowed_schemes = ()

    def __new__(cls, url, **options):
        text = str(url)
        parts = _urlsplit(text)
        if not parts.scheme or (cls.allowed_schemes and parts.scheme not in cls.allowed_schemes):
            raise ValueError("URL scheme should be %s" % " or ".join("'%s'" % name for name in cls.allowed_schemes))
        return str.__new__(cls, text)

    @classmethod
    def build(cls, *, scheme, username=None, password=None, host=None, port=None, path=None, query=None,
              fragment=None, user=None, **options):
        username = user if username is None else username
        values = (scheme, username, password, host, port, path, query, fragment)
        for value in values:
            if _introspection.is_unknown(value):
                return value
        text = scheme + "://"
        if username is not None or password is not None:
            text += str(username or "")
            if password is not None:
                text += ":" + str(password)
            text += "@"
        text += str(host or "")
        if port is not None:
            text += ":" + str(port)
        if path is not None:
            text += "/" + str(path).removeprefix("/")
        if query is not None:
            text += "?" + query
        if fragment is not None:
            text += "#" + fragment
        return str.__new__(cls, text)

    def _parts(self):
        return _urlsplit(str(self))

    @property
    def scheme(self):
        return self._parts().scheme

    @property
    def host(self):
        return self._parts().hostname

    @property
    def port(self):
        return self._parts().port

    @property
    def path(self):
        return self._parts().path

    @property
    def username(self):
        return self._parts().username

    user = username

    @property
    def password(self):
        return self._parts().password

    @property
    def query(self):
        return self._parts().query or None

    def hosts(self):
        parts = self._parts()
        return [{"username": parts.username, "password": parts.password, "host": parts.hostname, "port": parts.port}]

    def unicode_string(self):
        return str(self)

    def encoded_string(self):
        return str(self)

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, str(self))


class AnyUrl(_Url):
    pass


class AnyHttpUrl(AnyUrl):
    allowed_schemes = ("http", "https")


class HttpUrl(AnyHttpUrl):
    pass


class AnyWebsocketUrl(AnyUrl):
    allowed_schemes = ("ws", "wss")


class FileUrl(AnyUrl):
    pass


class PostgresDsn(AnyUrl):
    allowed_schemes = ("postgres", "postgresql", "postgresql+asyncpg", "postgresql+pg8000", "postgresql+psycopg",
                       "postgresql+psycopg2", "postgresql+psycopg2cffi", "postgresql+py-postgresql",
                       "postgresql+pygresql")


class CockroachDsn(AnyUrl):
    pass


class MySQLDsn(AnyUrl):
    pass


class MariaDBDsn(AnyUrl):
    pass


class RedisDsn(AnyUrl):
    allowed_schemes = ("redis", "rediss")


class AmqpDsn(AnyUrl):
    pass


class KafkaDsn(AnyUrl):
    pass


class MongoDsn(AnyUrl):
    pass


class NatsDsn(AnyUrl):
    pass


class EmailStr(str):
    pass


class NameEmail(str):
    pass


class IPvAnyAddress(str):
    pass


class IPvAnyInterface(str):
    pass


class IPvAnyNetwork(str):
    pass


class Json:
    def __class_getitem__(cls, item):
        return cls


StrictStr = str
StrictInt = PositiveInt = NegativeInt = NonNegativeInt = NonPositiveInt = int
StrictFloat = PositiveFloat = NegativeFloat = NonNegativeFloat = NonPositiveFloat = FiniteFloat = float
StrictBool = bool
StrictBytes = bytes
UUID1 = UUID3 = UUID4 = UUID5 = __import__("uuid").UUID
FilePath = DirectoryPath = NewPath = __import__("pathlib").Path
ByteSize = int
AwareDatetime = NaiveDatetime = PastDatetime = FutureDatetime = __import__("datetime").datetime
PastDate = FutureDate = __import__("datetime").date


def _constrained(kind, options):
    """The plain type, with its constraints for those who look for them."""
    return _typing.Annotated[kind, StringConstraints(**options) if kind is str else _Constraints(**options)]


def constr(**options):
    return _constrained(str, options)


def conint(**options):
    return _constrained(int, options)


def confloat(**options):
    return _constrained(float, options)


def condecimal(**options):
    return _constrained(__import__("decimal").Decimal, options)


def conbytes(**options):
    return _constrained(bytes, options)


def conlist(item_type, **options):
    return list[item_type]


def conset(item_type, **options):
    return set[item_type]


def condate(**options):
    return __import__("datetime").date


_true = ("1", "true", "t", "yes", "y", "on")
_false = ("0", "false", "f", "no", "n", "off")


def convert(annotation, value):
    """The value as a field of that type holds it."""
    if annotation is None or _introspection.is_unknown(annotation) or _introspection.is_unknown(value):
        return value
    if hasattr(annotation, "__metadata__"):
        for extra in annotation.__metadata__:
            if isinstance(extra, BeforeValidator):
                value = extra.func(value)
        if any(type(extra).__name__ == "NoDecode" for extra in annotation.__metadata__) and isinstance(value, str):
            return value
        value = convert(annotation.__origin__, value)
        for extra in annotation.__metadata__:
            if isinstance(extra, AfterValidator):
                value = extra.func(value)
        return value
    if isinstance(annotation, _introspection.union_type):
        members = annotation.__args__
        if value is None and type(None) in members:
            return None
        for member in members:
            if isinstance(member, type) and type(value) is member:
                return value
        error = None
        for member in members:
            if member is type(None):
                continue
            try:
                return convert(member, value)
            except ValueError as failure:
                error = error or failure
        raise error or ValueError("Input should be None")
    origin = getattr(annotation, "__origin__", None)
    args = getattr(annotation, "__args__", ())
    if origin is _typing.Literal:
        if value not in args:
            raise ValueError("Input should be %s" % " or ".join(repr(item) for item in args))
        return value
    if origin in (list, set, frozenset) and not isinstance(value, (str, bytes)):
        return origin(convert(args[0], item) for item in value)
    if origin is tuple and not isinstance(value, (str, bytes)):
        items = list(value)
        if len(args) == 2 and args[1] is ...:
            return tuple(convert(args[0], item) for item in items)
        return tuple(convert(kind, item) for kind, item in zip(args, items))
    if origin is dict and isinstance(value, _Mapping):
        return {convert(args[0], key): convert(args[1], item) for key, item in value.items()}
    if not isinstance(annotation, type):
        return value
    if annotation is bool:
        if isinstance(value, bool):
            return value
        text = str(value).lower()
        if text in _true:
            return True
        if text in _false:
            return False
        raise ValueError("Input should be a valid boolean, unable to interpret input")
    if isinstance(value, annotation):
        return value
    if issubclass(annotation, _enum.Enum):
        return annotation(value)
    if annotation is int:
        if isinstance(value, float) and not value.is_integer():
            raise ValueError("Input should be a valid integer, got a number with a fractional part")
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ValueError("Input should be a valid integer, unable to parse string as an integer") from None
    if annotation is float:
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ValueError("Input should be a valid number, unable to parse string as a number") from None
    if annotation is str:
        if isinstance(value, (str, bytes)):
            return value if isinstance(value, str) else value.decode()
        raise ValueError("Input should be a valid string")
    if annotation is bytes and isinstance(value, str):
        return value.encode()
    if issubclass(annotation, _Secret):
        return annotation(value)
    if issubclass(annotation, _Url):
        return annotation(value)
    if issubclass(annotation, BaseModel):
        if isinstance(value, _Mapping):
            return annotation(**value)
        raise ValueError("Input should be a valid dictionary or instance of %s" % annotation.__name__)
    if hasattr(annotation, "__dataclass_fields__") and isinstance(value, _Mapping):
        return annotation(**value)
    module = annotation.__module__
    if module == "datetime" and isinstance(value, str) and hasattr(annotation, "fromisoformat"):
        return annotation.fromisoformat(value)
    if module == "datetime" and annotation.__name__ == "timedelta" and isinstance(value, (int, float)):
        return annotation(seconds=value)
    if module in ("uuid", "decimal", "pathlib") and isinstance(value, (str, int, float)):
        return annotation(str(value))
    if annotation in (list, set, tuple, frozenset, dict) and not isinstance(value, str):
        return annotation(value)
    return value


_config_names = frozenset((
    "extra", "frozen", "validate_assignment", "table", "arbitrary_types_allowed", "env_prefix", "env_file",
    "case_sensitive", "env_nested_delimiter", "populate_by_name", "strict", "from_attributes", "title",
    "use_enum_values"))


def _add_config(config, legacy, given):
    if legacy is not None:
        for base in reversed(legacy.__mro__):
            config.update({key: value for key, value in base.__dict__.items() if not key.startswith("__")})
    config.update(given or {})


class ModelMetaclass(_ABCMeta):
    def __new__(metacls, name, bases, namespace, **keywords):
        hooks = _pydantic.take_hooks(namespace, _Hook)
        config = {key: keywords.pop(key) for key in list(keywords) if key in _config_names} if keywords else keywords
        cls = super().__new__(metacls, name, bases, namespace, **keywords)
        _pydantic.finish(cls, namespace, hooks, config, _parts)
        return cls

    def __getattr__(cls, name):
        fields = cls.__dict__.get("model_fields", {})
        if name in fields and not fields[name].is_required() and fields[name].default_factory is None:
            raise AttributeError(name)
        raise AttributeError("type object %r has no attribute %r" % (cls.__name__, name))


class _DecoratorInfo:
    def __init__(self, hook):
        self.fields = hook.fields
        self.mode = hook.mode


class _Decorator:
    def __init__(self, name, hook):
        self.cls_var_name = name
        self.hook = hook
        self.func = hook.function
        self.info = _DecoratorInfo(hook)

    def __deepcopy__(self, memo):
        return _Decorator(self.cls_var_name, self.hook)


class _Decorators:
    """A class's validators by name, as `DecoratorInfos` shows them; what is set there counts. Serializers
    change no value that is read."""

    def __init__(self, cls):
        self._cls = cls
        self.validators = self.root_validators = self.field_serializers = {}
        self.model_serializers = self.computed_fields = {}

    def _of(self, kind):
        return {name: _Decorator(name, hook) for name, hook in self._cls._hooks if hook.kind == kind}

    def _put(self, kind, decorators):
        hooks = [(name, hook) for name, hook in self._cls._hooks if hook.kind != kind]
        hooks += [(name, decorator.hook) for name, decorator in decorators.items()]
        type.__setattr__(self._cls, "_hooks", hooks)
        type.__setattr__(self._cls, "_field_hooks", {})

    @property
    def field_validators(self):
        return self._of("field")

    @field_validators.setter
    def field_validators(self, decorators):
        self._put("field", decorators)

    @property
    def model_validators(self):
        return self._of("model")

    @model_validators.setter
    def model_validators(self, decorators):
        self._put("model", decorators)


def _head(annotation):
    return annotation.strip("'\"").split("[")[0].split(".")[-1]


def _take_annotated(field, text, evaluate):
    """A `Field` inside `Annotated[...]` counts too."""
    if "Annotated" not in text:
        return
    annotation = evaluate()
    for extra in getattr(annotation, "__metadata__", ()):
        if isinstance(extra, FieldInfo):
            for name in ("default", "default_factory", "alias", "validation_alias", "env"):
                value = getattr(extra, name)
                if value is not None and _given(value):
                    setattr(field, name, value)


class _Info:
    def __init__(self, data, field_name=None, config=None):
        self.data = data
        self.field_name = field_name
        self.config = config
        self.context = None
        self.mode = "python"


ValidationInfo = FieldValidationInfo = _Info


def _call(hook, owner, *args):
    """Calls a validator with as many arguments as it takes."""
    function = _introspection.unwrap(hook.function)
    facts = _introspection.function_facts(function)
    if facts is None:
        return function(*args)
    takes = facts["positional"]
    if isinstance(hook.function, staticmethod):
        return function(*args[:takes])
    if "values" in facts["names"] and hook.kind == "legacy":
        args = (args[0],)
        return function(owner, *args, _current_values[0]) if takes >= 3 else function(owner, *args)
    if facts["var_positional"]:
        takes = len(args) + 1
    return function(owner, *args[:takes - 1])


_current_values = [{}]


_parts = (ModelMetaclass, FieldInfo, ModelPrivateAttr, _Decorators, PydanticUndefined, _take_annotated, _add_config)


class BaseModel(metaclass=ModelMetaclass):
    def __init__(self, /, **data):
        cls = type(self)
        self._validate(self._prepare(data))

    def _prepare(self, data):
        for _, hook in type(self)._hooks:
            if hook.kind in ("model", "root") and hook.mode == "before":
                changed = _call(hook, type(self), data, _Info(data))
                data = data if changed is None else changed
        return data

    def _absent(self, name, field, errors):
        errors.append({"type": "missing", "loc": (name,), "msg": "Field required", "input": None})
        return PydanticUndefined

    def _validate(self, data):
        cls = type(self)
        own = self.__dict__
        errors = []
        values = {}
        given = set()
        used = set()
        by_name = cls.model_config.get("populate_by_name") or cls.model_config.get("validate_by_name") \
            or cls.model_config.get("allow_population_by_field_name")
        for name, field in cls.model_fields.items():
            aliases = field.names(name)
            candidates = (aliases + [name] if by_name or self._accepts_names else aliases) or [name]
            found = PydanticUndefined
            for candidate in candidates:
                if candidate in data:
                    found = data[candidate]
                    used.add(candidate)
                    break
            if not _given(found):
                if field.is_required():
                    found = self._absent(name, field, errors)
                    if not _given(found):
                        continue
                    values[name] = found
                    continue
                values[name] = field.get_default()
                if not cls.model_config.get("validate_default") and not any(
                        hook.kind == "legacy" for hook in _hooks_of(cls, name)):
                    continue
                found = values[name]
            else:
                given.add(name)
            _current_values[0] = values
            try:
                values[name] = self._field_value(name, field, found, values)
            except (ValueError, AssertionError) as error:
                errors.append({"type": "value_error", "loc": (name,), "msg": str(error), "input": found})
        if errors:
            raise ValidationError(cls.__name__, errors)
        extra = {key: value for key, value in data.items() if key not in used and key not in cls.model_fields}
        mode = cls.model_config.get("extra")
        mode = getattr(mode, "value", mode)
        if extra and mode == "forbid" and not self._accepts_names:
            raise ValidationError(cls.__name__, [
                {"type": "extra_forbidden", "loc": (key,), "msg": "Extra inputs are not permitted", "input": value}
                for key, value in extra.items()])
        own.update(values)
        if mode == "allow":
            own.update(extra)
        own["__pydantic_fields_set__"] = given
        for name, attribute in cls.__private_attributes__.items():
            if attribute.default_factory is not None:
                own[name] = attribute.default_factory()
            elif _given(attribute.default):
                own[name] = _copy.deepcopy(attribute.default)
        try:
            self._run_model_hooks(cls, own, values)
        except ValidationError:
            raise
        except (ValueError, AssertionError) as error:
            raise ValidationError(cls.__name__, [
                {"type": "value_error", "loc": (), "msg": str(error), "input": None}]) from None
        self.model_post_init(None)

    def _run_model_hooks(self, cls, own, values):
        for _, hook in cls._hooks:
            if hook.mode != "after":
                continue
            if hook.kind == "model":
                function = _introspection.unwrap(hook.function)
                function(cls, self) if isinstance(hook.function, classmethod) else function(self)
            elif hook.kind == "root":
                changed = _call(hook, cls, dict(values))
                if changed:
                    own.update({key: value for key, value in changed.items() if key in cls.model_fields})

    _accepts_names = False

    def _field_value(self, name, field, value, values):
        cls = type(self)
        hooks = _hooks_of(cls, name)
        info = _Info(values, name)
        for hook in hooks:
            if hook.mode in ("before", "plain"):
                value = _call(hook, cls, value, info)
        if not any(hook.mode == "plain" for hook in hooks):
            try:
                annotation = field.annotation
            except NameError:
                annotation = None
            value = convert(annotation, value)
        for hook in hooks:
            if hook.mode == "after":
                value = _call(hook, cls, value, info)
            elif hook.mode == "wrap":
                value = _call(hook, cls, value, lambda inner: inner, info)
        return value

    def model_post_init(self, context, /):
        pass

    @property
    def model_fields_set(self):
        return self.__dict__.get("__pydantic_fields_set__", set())

    @classmethod
    def model_validate(cls, obj, **options):
        if isinstance(obj, cls):
            return obj
        if isinstance(obj, _Mapping):
            return cls(**obj)
        return cls(**{name: getattr(obj, name) for name in cls.model_fields if hasattr(obj, name)})

    parse_obj = from_orm = model_validate

    @classmethod
    def model_validate_json(cls, json_data, **options):
        return cls(**_json.loads(json_data))

    parse_raw = model_validate_json

    @classmethod
    def model_construct(cls, _fields_set=None, **values):
        self = cls.__new__(cls)
        for name, field in cls.model_fields.items():
            if name in values:
                self.__dict__[name] = values[name]
            elif not field.is_required():
                self.__dict__[name] = field.get_default()
        return self

    construct = model_construct

    @classmethod
    def model_rebuild(cls, **options):
        return None

    update_forward_refs = model_rebuild

    def model_dump(self, *, mode="python", include=None, exclude=None, by_alias=False, exclude_unset=False,
                   exclude_defaults=False, exclude_none=False, **options):
        result = {}
        for name, value in self.__dict__.items():
            if name.startswith("_") or (include is not None and name not in include) or name in (exclude or ()):
                continue
            if exclude_none and value is None or exclude_unset and name not in self.model_fields_set:
                continue
            field = type(self).model_fields.get(name)
            if field is not None and by_alias and (field.serialization_alias or field.alias):
                name = field.serialization_alias or field.alias
            result[name] = _dumped(value, mode, by_alias, exclude_none)
        return result

    def dict(self, **options):
        return self.model_dump(**options)

    def model_dump_json(self, *, indent=None, **options):
        separators = None if indent is not None else (",", ":")
        return _json.dumps(self.model_dump(mode="json", **options), indent=indent, separators=separators, default=str)

    def json(self, **options):
        return _json.dumps(self.model_dump(mode="json"), default=str)

    def model_copy(self, *, update=None, deep=False):
        other = _copy.deepcopy(self) if deep else _copy.copy(self)
        other.__dict__.update(update or {})
        return other

    def copy(self, *, update=None, deep=False, **options):
        return self.model_copy(update=update, deep=deep)

    @classmethod
    def model_json_schema(cls, **options):
        return _introspection.unknown("the JSON schema of a model")

    def __setattr__(self, name, value):
        cls = type(self)
        if name in cls.model_fields and (cls.model_config.get("frozen") or cls.model_fields[name].frozen):
            raise ValidationError(cls.__name__, [
                {"type": "frozen_instance", "loc": (name,), "msg": "Instance is frozen", "input": value}])
        if name in cls.model_fields or name.startswith("_") or cls.model_config.get("extra") == "allow":
            self.__dict__[name] = value
            return
        if name in cls.__dict__ or hasattr(cls, name):
            object.__setattr__(self, name, value)
            return
        raise ValueError("%r object has no field %r" % (cls.__name__, name))

    def __eq__(self, other):
        if not isinstance(other, BaseModel):
            return NotImplemented
        return type(self) is type(other) and self.model_dump() == other.model_dump()

    def __iter__(self):
        return iter([(name, value) for name, value in self.__dict__.items() if not name.startswith("_")])

    def __repr_args__(self):
        return [(name, value) for name, value in self.__dict__.items() if not name.startswith("_")]

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, ", ".join("%s=%r" % pair for pair in self.__repr_args__()))

    def __str__(self):
        return " ".join("%s=%r" % pair for pair in self.__repr_args__())

    def __class_getitem__(cls, items):
        return _introspection.alias(cls, items)


def _hooks_of(cls, name):
    """The validators of a field, looked for once."""
    hooks = cls._field_hooks.get(name)
    if hooks is None:
        hooks = [hook for _, hook in cls._hooks
                 if hook.kind in ("field", "legacy") and (name in hook.fields or "*" in hook.fields)]
        cls._field_hooks[name] = hooks
    return hooks


def _dumped(value, mode, by_alias=False, exclude_none=False):
    if isinstance(value, BaseModel):
        return value.model_dump(mode=mode, by_alias=by_alias, exclude_none=exclude_none)
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_dumped(item, mode, by_alias, exclude_none) for item in value]
        return items if mode == "json" else type(value)(items)
    if isinstance(value, dict):
        return {key: _dumped(item, mode, by_alias, exclude_none) for key, item in value.items()}
    if mode == "json" and isinstance(value, _enum.Enum):
        return value.value
    if mode == "json" and not isinstance(value, (str, int, float, bool)) and value is not None:
        return value.isoformat() if hasattr(value, "isoformat") else str(value)
    return value


class RootModel(BaseModel):
    def __init__(self, root=PydanticUndefined, /, **data):
        BaseModel.__init__(self, root=data if root is PydanticUndefined else root)


class GenericModel(BaseModel):
    pass


class TypeAdapter:
    def __init__(self, type, **options):
        self._type = type

    def validate_python(self, value, **options):
        return convert(self._type, value)

    def validate_json(self, data, **options):
        return convert(self._type, _json.loads(data))


def parse_obj_as(type_, obj):
    return convert(type_, obj)


def create_model(model_name, /, *, __base__=None, __config__=None, **field_definitions):
    namespace = {"__annotations__": {}, "__module__": _introspection.caller_module()}
    for name, definition in field_definitions.items():
        if isinstance(definition, tuple):
            namespace["__annotations__"][name] = definition[0]
            if definition[1] is not ...:
                namespace[name] = definition[1]
        else:
            namespace["__annotations__"][name] = definition
    bases = __base__ if isinstance(__base__, tuple) else (__base__ or BaseModel,)
    return ModelMetaclass(model_name, bases, namespace)


class Extra(str, _enum.Enum):
    allow = "allow"
    ignore = "ignore"
    forbid = "forbid"


class BaseConfig:
    pass


def __getattr__(name):
    if name == "BaseSettings":
        from pydantic_settings import BaseSettings

        return BaseSettings
    if name == "dataclasses":
        import dataclasses

        return dataclasses
    if name.startswith("__"):
        raise AttributeError("module 'pydantic' has no attribute %r" % name)
    return _introspection.unknown("`pydantic.%s`" % name)
