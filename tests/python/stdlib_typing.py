#: type_checking_cast_int
from __future__ import annotations
from typing import *
print(TYPE_CHECKING, cast(int, "x"), Union[int, None] == Optional[int], get_origin(Optional[int]) is Union, get_args(Union[int, str]), get_origin(list[int]), get_args(dict[str, int]), get_origin(List[int]) is list, get_args(Literal["a", "b"]), get_origin(Literal["a"]) is Literal)

#: t_k___bound__
from __future__ import annotations
from typing import *
T = TypeVar("T")
K = TypeVar("K", bound=int)
N = NewType("N", int)
print(T, K.__bound__, N(5), N.__supertype__, T.__name__)

#: box_int_v
from __future__ import annotations
from typing import *
T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, v): self.v = v
class IntBox(Box[int]): pass
print(Box[int](3).v, IntBox(4).v, Box("x").v, issubclass(IntBox, Box), IntBox.__mro__[1].__name__)

#: pt_pt_s
from __future__ import annotations
from typing import *
class Pt(NamedTuple):
    x: int
    y: int = 5
    def s(self): return self.x + self.y
print(Pt(1), Pt(1, 2).s(), Pt._fields, Pt(x=3) == (3, 5), isinstance(Pt(1), tuple), Pt._field_defaults)

#: td_a_b
from __future__ import annotations
from typing import *
class TD(TypedDict, total=False):
    a: int
    b: str
print(TD(a=1, b="x"), TD(a=1)["a"], type(TD()) is dict)

#: isinstance_haslen_isinstance
from __future__ import annotations
from typing import *
@runtime_checkable
class HasLen(Protocol):
    def __len__(self) -> int: ...
print(isinstance([], HasLen), isinstance(5, HasLen))

#: real_f
from __future__ import annotations
from typing import *
class Impl(Protocol):
    def f(self) -> int: ...
class Real(Impl):
    def f(self): return 1
print(Real().f())

#: get_type_hints_ann_x
from __future__ import annotations
from typing import *
def fn(a: int, b: Optional[str] = None, *c: float, d: "list[int]" = (), **e: Any) -> bool: ...
class Ann:
    x: int
    y: Optional[str] = None
    z: ClassVar[int] = 3
print(get_type_hints(Ann)["x"], get_type_hints(fn)["return"], sorted(get_type_hints(fn)))

#: ov_final_ann
from __future__ import annotations
from typing import *
class Ann:
    x: int
    y: Optional[str] = None
    z: ClassVar[int] = 3
@overload
def ov(x: int) -> int: ...
@overload
def ov(x: str) -> str: ...
def ov(x): return x
print(ov(3), final(Ann) is Ann)

#: a___metadata___get_origin
from __future__ import annotations
from typing import *
A = Annotated[int, "meta", 5]
print(A.__metadata__, get_origin(A) is Annotated, get_args(A), A.__origin__)

#: get_args_annotated_optional
from __future__ import annotations
import typing as t
from typing import *
print(get_args(Annotated[Optional[int], "x"])[0] == Optional[int], Dict[str, int] == Dict[str, int], isinstance([], List) if False else "-", Callable[[int], str] is not None, Any is t.Any, Type[int] is not None)

#: list_int_dict
from __future__ import annotations
from typing import *
T = TypeVar("T")
print(list[int], dict[str, list[int]], tuple[int, ...], int | None, int | str | None, (int | str).__args__, isinstance(1, int | None), list[int] == list[int], type(list[int]).__name__, list[int].__origin__, list[T][int])

#: get_args_json
from __future__ import annotations
from typing import *
Json = Union[dict, list, str]
print(get_args(Json))

#: x
from __future__ import annotations
from typing import *
x: Final = 5
print(x)

#: list_gen_self
from __future__ import annotations
import typing as t
from typing import *
def gen() -> Iterator[int]: yield 1
print(list(gen()), Self is t.Self, assert_never.__name__, NoReturn, ParamSpec("P").__name__)

#: generic_before_a_generic_base
from typing import Generic, Protocol, TypeVar
T = TypeVar("T")
U = TypeVar("U")
class Base(Generic[T, U]): pass
class Later(Generic[T, U], Base[T, U]): pass
class Earlier(Base[T, U], Generic[T, U]): pass
class Shown(Protocol[T]): pass
class Both(Generic[T], Shown[T]): pass
class Listed(Generic[T], list): pass
for cls in (Later, Earlier, Both, Listed):
    print([base.__name__ for base in cls.__mro__])
