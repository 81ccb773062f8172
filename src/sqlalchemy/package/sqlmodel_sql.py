"""sqlmodel.sql: expressions are those of SQLAlchemy."""

from sqlalchemy import *
from sqlmodel import col
