"""fastapi_users.models: names for annotations."""

from typing import TypeVar

ID = TypeVar("ID")
UP = TypeVar("UP")
OAP = TypeVar("OAP")
