"""The declarative base and the database's address."""

import os

from sqlalchemy.orm import DeclarativeBase


def database_url() -> str:
    user = os.environ.get("POSTGRES_USER", "catalog")
    password = os.environ.get("POSTGRES_PASSWORD", "catalog")
    host = os.environ.get("POSTGRES_HOST", "localhost")
    port = os.environ.get("POSTGRES_PORT", "5432")
    name = os.environ.get("POSTGRES_DB", "catalog")
    return f"postgresql+psycopg2://{user}:{password}@{host}:{port}/{name}"


class Base(DeclarativeBase):
    pass
