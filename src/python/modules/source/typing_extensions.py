"""The newer names of `typing` for older Pythons."""

from typing import *
from typing import (
    Annotated, Any, ClassVar, Concatenate, Final, ForwardRef, Generic, Literal, LiteralString, NamedTuple, Never,
    NewType, NoReturn, NotRequired, Optional, ParamSpec, ParamSpecArgs, ParamSpecKwargs, Protocol, ReadOnly,
    Required, Self, TYPE_CHECKING, Text, TypeAlias, TypeAliasType, TypeGuard, TypeIs, TypeVar, TypeVarTuple,
    TypedDict, Union, Unpack, assert_never, assert_type, cast, clear_overloads, dataclass_transform, final,
    get_args, get_origin, get_overloads, get_protocol_members, get_type_hints, is_typeddict, overload, override,
    reveal_type, runtime_checkable,
)
from collections.abc import Buffer
from types import get_original_bases

runtime = runtime_checkable


class Doc:
    def __init__(self, documentation, /):
        self.documentation = documentation


class deprecated:
    def __init__(self, message, /, *, category=DeprecationWarning, stacklevel=1):
        self.message = message

    def __call__(self, decorated):
        return decorated


class NoDefault:
    pass
