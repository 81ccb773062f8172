"""models of the file's own, loaded, changed, added and deleted by a session"""
import enum
import json
import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlalchemy import orm
from sqlalchemy.exc import NoResultFound, SQLAlchemyError
from sqlalchemy.orm import Session, declarative_base

revision = "dddd00000001"
down_revision = None

Base = declarative_base()


class State(enum.Enum):
    WAITING = "waiting"
    DONE = "done"


class Trimmed(sa.types.TypeDecorator):
    impl = sa.String(20)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.strip() if value is not None else None

    def process_result_value(self, value, dialect):
        return f"<{value}>" if value is not None else None


class Named:
    name = sa.Column(sa.String(40))

    def shout(self):
        return (self.name or "").upper()


class Study(Named, Base):
    __tablename__ = "studies"
    __table_args__ = (sa.UniqueConstraint("name"),)
    id = sa.Column(sa.Integer, primary_key=True)
    state = sa.Column(sa.Enum(State, name="study_state"), nullable=False, default=State.WAITING)
    settings = sa.Column(sa.JSON)
    created = sa.Column(sa.DateTime, server_default=sa.text("'2020-01-02 03:04:05'"))
    changed = sa.Column(sa.Integer, onupdate=lambda: 7)
    label = sa.Column("label_column", Trimmed)
    ratio = sa.Column(sa.Numeric(6, 2))


class Trial(Base):
    __tablename__ = "trials"
    study_id = sa.Column(sa.ForeignKey("studies.id"), primary_key=True)
    number = sa.Column(sa.Integer, primary_key=True)
    value = sa.Column(sa.Float)
    token = sa.Column(sa.Uuid, default=lambda: uuid.UUID(int=5))
    tags = sa.Column(sa.ARRAY(sa.String))


class Seen(Base):
    __tablename__ = "seen"
    id = sa.Column(sa.Integer, primary_key=True)
    what = sa.Column(sa.Text)


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    session = Session(bind=bind)
    counter = [0]

    def seen(*what):
        counter[0] += 1
        bind.execute(sa.text("INSERT INTO seen VALUES (:id, :what)"), {"id": counter[0], "what": repr(what)})

    # adding
    one = Study(name="one", settings={"a": [1, 2]}, label="  one ")
    seen(one.id, one.state, one.label, one in session)
    session.add(one)
    session.flush()
    seen(one.id, one.state, one.label, one.created, one.changed, one in session)
    two = Study(name="two", state=State.DONE, settings=None, ratio=1.5)
    three = Study(name="three")
    session.add_all([two, three])
    session.commit()
    seen(two.label, two.state, two.settings, three.settings, two.ratio, three.ratio, one.label)
    for study in session.query(Study).order_by(Study.id):
        for number in range(2):
            session.add(Trial(study_id=study.id, number=number, value=number / 2, tags=[study.name, "x"]))
    session.commit()

    # queries
    seen([s.name for s in session.query(Study).filter(Study.state == State.WAITING).order_by(Study.name.desc())])
    seen(session.query(Study).filter_by(name="two").one().shout())
    seen(session.query(Study).count(), session.query(Trial).filter(Trial.value > 0).count())
    seen(session.query(Study.name, Trial.value).join(Trial, Trial.study_id == Study.id).order_by(Study.id, Trial.number).all())
    seen([(s.name, t.token, t.tags) for s, t in session.query(Study, Trial).join(Trial).filter(Trial.number == 1).order_by(Study.id)])
    seen(session.query(sa.func.max(Trial.number)).scalar(), session.query(Study.id).filter_by(name="none").scalar())
    seen(session.query(Study).filter(Study.name.in_(["one", "three"])).order_by(Study.id).first().name)
    seen(session.query(Study).filter(Study.name == "none").first(), session.query(Study).filter_by(name="none").one_or_none())
    try:
        session.query(Study).filter_by(name="none").one()
    except NoResultFound as error:
        seen(type(error).__name__)
    seen(session.get(Study, 1).name, session.get(Study, 99), session.get(Trial, (1, 1)).value)
    seen(session.query(session.query(Study).filter_by(name="one").exists()).scalar())
    seen([row.n for row in session.query(sa.func.count(Trial.number).label("n"), Trial.study_id).group_by(Trial.study_id).order_by(Trial.study_id)])
    sub = session.query(Trial.study_id).filter(Trial.value == 0.5).subquery()
    seen(session.query(Study).filter(Study.id.in_(sa.select(sub.c.study_id))).count())
    seen(session.query(Study.state, Study.settings, Study.label).order_by(Study.id).all())
    seen(session.query(Study).order_by(Study.id).limit(1).offset(1).all()[0].name, session.query(Study).order_by(Study.id)[2].name)
    other = orm.aliased(Study, name="other")
    seen(session.query(Study.name, other.name).join(other, other.id == Study.id + 1).order_by(Study.id).all())
    seen(session.query(Study.name).distinct().filter(sa.or_(Study.ratio.is_(None), Study.ratio > 1)).count())

    # identity
    assert session.query(Study).filter_by(name="one").one() is session.get(Study, 1)
    same = session.query(Study).get(1)
    same.name = "uno"
    seen(session.query(Study).filter_by(name="uno").count())

    # changes
    one.settings = {"a": [1, 2], "b": None}
    two.state = State.WAITING
    two.label = None
    session.flush()
    seen(one.changed, two.changed, two.state, session.query(Study).filter(Study.changed == 7).count())
    one.settings["in place"] = True
    session.commit()
    seen(one.settings)
    one.settings["in place"] = True
    orm.attributes.flag_modified(one, "settings")
    session.commit()
    seen(one.settings)
    two.ratio = Study.id + 1
    session.flush()
    seen(two.ratio)
    session.commit()

    # statements beside the session
    bind.execute(sa.text("UPDATE studies SET name = 'drei' WHERE id = 3"))
    seen(three.name)
    kept = three.name
    bind.execute(sa.text("UPDATE studies SET name = 'trois' WHERE id = 3"))
    seen(kept, three.name, session.query(Study.name).filter_by(id=3).scalar())
    session.expire_all()
    seen(three.name)
    session.refresh(one)
    session.expire(one, ["name"])
    seen(one.name)

    # many rows at once
    seen(session.query(Trial).filter(Trial.number == 0).update({Trial.value: Trial.value + 10}))
    seen([t.value for t in session.query(Trial).order_by(Trial.study_id, Trial.number)])
    seen(session.query(Trial).filter(Trial.study_id == 3).delete())
    seen(session.query(Trial).count())
    session.bulk_save_objects([Trial(study_id=3, number=5, tags=[]), Trial(study_id=3, number=6, value=None)])
    session.bulk_insert_mappings(Trial, [{"study_id": 3, "number": 7, "value": 1}, {"study_id": 3, "number": 8, "unknown": 1}])
    session.bulk_insert_mappings(Study, [{"name": "four", "label": " four "}])
    session.bulk_update_mappings(Trial, [{"study_id": 3, "number": 5, "value": 50.5}, {"study_id": 3, "number": 6, "tags": ["six"]}])
    session.bulk_update_mappings(Study, [{"id": 1, "label": "first"}])
    seen(session.query(Trial.number, Trial.value, Trial.token, Trial.tags).filter_by(study_id=3).order_by(Trial.number).all())
    session.execute(sa.update(Study).where(Study.name == "uno").values(name="un", label=" l "))
    session.execute(sa.update(Study).values(settings={}).where(Study.id == 2).execution_options(synchronize_session=False))
    session.execute(sa.delete(Trial).where(Trial.number == 8))
    session.execute(sa.insert(Trial), [{"study_id": 3, "number": 9, "value": 2.5}])
    session.execute(sa.insert(Trial).values(study_id=3, number=10))
    session.commit()
    seen(session.execute(sa.select(Study).where(Study.id == 1)).scalar_one().name)
    seen([s.label for s in session.scalars(sa.select(Study).order_by(Study.id))])
    seen(session.scalar(sa.select(sa.func.count()).select_from(Trial)))
    seen([(row.Study.name, row.number) for row in session.execute(sa.select(Study, Trial.number).join(Trial).order_by(Study.id, Trial.number))])

    # deleting
    session.delete(session.query(Trial).filter_by(number=10).one())
    seen(session.query(Trial).filter_by(number=10).count())
    for trial in session.query(Trial).filter(Trial.study_id == 1):
        session.delete(trial)
    session.commit()

    # savepoints
    try:
        with session.begin_nested():
            session.add(Study(name="un"))
            session.flush()
    except SQLAlchemyError as error:
        seen(type(error).__name__)
    with session.begin_nested():
        session.add(Study(name="nested"))
    with session.no_autoflush:
        session.add(Study(name="late"))
        seen(session.query(Study).filter_by(name="late").count())
    seen(session.query(Study).filter_by(name="late").count())
    merged = session.merge(Study(id=2, name="deux"))
    seen(merged is session.get(Study, 2), merged.name)
    session.commit()
    session.close()
    seen(json.dumps({"end": True}), timedelta(days=1) + datetime(2020, 1, 1))

    factory = orm.sessionmaker(bind=bind)
    with factory() as other_session:
        other_session.add(Study(name="not committed"))
    with factory.begin() as other_session:
        other_session.add(Study(name="factory"))
    lost = Session(bind=bind)
    lost.add(Study(name="never sent"))
    lost.close()


def downgrade():
    session = Session(bind=op.get_bind())
    session.query(Trial).delete()
    for study in session.query(Study):
        session.delete(study)
    session.flush()
    assert session.query(Study).count() == 0
    session.close()
    Base.metadata.drop_all(op.get_bind())
