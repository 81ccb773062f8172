"""The other side of the promise: databases made by SQLAlchemy's create_all, revisions run by the real Alembic.
Questions are {"random": seed}, {"create": text of models, "url", "schemas"}, {"ddl": text of models} and
{"alembic": "upgrade", "to", "project", "url"}.
"""
import os

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def metadata(source):
    scope = {}
    exec(compile(source, "models.py", "exec"), scope)
    return scope["m"]


def url(question):
    return question["url"].replace("postgresql:", "postgresql+psycopg2:")


def create(question):
    engine = sa.create_engine(url(question), poolclass=sa.NullPool)
    with engine.begin() as connection:
        for schema in question["schemas"]:
            connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        metadata(question["create"]).create_all(connection)


def ddl(question):
    """What create_all sends."""
    statements = []
    engine = sa.create_mock_engine("postgresql+psycopg2://", lambda statement, *_, **__: statements.append(str(statement.compile(dialect=engine.dialect))))
    metadata(question["ddl"]).create_all(engine, checkfirst=False)
    return [statement.replace("%%", "%") for statement in statements]


def alembic(question):
    os.chdir(question["project"])
    os.environ["DATABASE_URL"] = question["url"]
    sys.modules.pop("models", None)
    getattr(command, question["alembic"])(Config("alembic.ini"), question["to"])


def answer(question):
    try:
        if "random" in question:
            return {"pair": pair(question["random"])}
        if "ddl" in question:
            return {"ddl": ddl(question)}
        (create if "create" in question else alembic)(question)
        return {"error": None}
    except Exception as raised:
        return {"error": f"{type(raised).__name__}: {raised}"}
