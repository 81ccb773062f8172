#: stdlib
import os.path as p, sys
from collections import OrderedDict as OD, defaultdict, namedtuple, Counter, deque
from typing import Optional, List, TYPE_CHECKING, Any
print(p.join("a", "b"), OD(a=1)["a"], TYPE_CHECKING, __name__)
d = defaultdict(list); d["x"].append(1); print(dict(d), d["y"])
N = namedtuple("N", "a b"); n = N(1, b=2); print(n, n.a, n._replace(a=5), n == (1, 2), N._fields, n._asdict())
print(Counter("aab").most_common(1), deque([1, 2], maxlen=2))
if TYPE_CHECKING:
    from nowhere import Nothing
def f(x: "Nothing") -> "Optional[Nothing]": return x
print(f(1))

#: enums
import enum
class Color(enum.Enum):
    RED = "r"
    GREEN = "g"
    ALIAS = "r"
    @property
    def label(self): return self.name.title()
class Num(enum.IntEnum):
    ONE = 1
    TWO = 2
class S(str, enum.Enum):
    A = "a"
    B = "b"
class Auto(enum.Enum):
    X = enum.auto()
    Y = enum.auto()
print(Color.RED, Color.RED.value, Color.RED.name, Color("g"), Color["RED"], list(Color), Color.ALIAS is Color.RED, len(Color), Color.RED.label)
print(Num.ONE + 1, Num.TWO > Num.ONE, Num(2).name, S.A == "a", S("b").value, [e.value for e in Auto], isinstance(Color.RED, Color))
print(repr(Color.RED), repr(Num.ONE), f"{S.A.value}", Color.RED in Color, {Color.RED: 1}[Color.RED], Color.__members__.keys())
try:
    Color("zzz")
except ValueError as e:
    print(e)
class Fl(enum.Flag):
    R = 1
    W = 2
print(Fl.R | Fl.W == Fl(3), (Fl.R | Fl.W).value)

#: dataclasses
from dataclasses import dataclass, field, asdict, replace, fields
@dataclass
class A:
    x: int
    y: list = field(default_factory=list)
    z: str = "d"
    def __post_init__(self): self.w = self.x * 2
@dataclass(frozen=True, order=True)
class B:
    a: int
    b: int = 0
@dataclass
class C(A):
    q: int = 9
a = A(1); a.y.append(3)
print(a, A(1) == A(1), A(2, [1], z="k"), a.w, asdict(a), [f.name for f in fields(A)], C(1, q=2), replace(a, x=5))
print(B(1) < B(2), {B(1): 1}[B(1)], sorted([B(2), B(1)]))
try:
    B(1).a = 5
except Exception as e:
    print(type(e).__name__, e)
try:
    A()
except TypeError as e:
    print(e)

#: functools_itertools
import functools, itertools, operator
print(functools.reduce(lambda a, b: a + b, [1, 2, 3]), functools.partial(int, base=2)("101"))
@functools.lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(30), list(itertools.chain([1], [2])), list(itertools.product("ab", [1, 2])), list(itertools.groupby("aab"))[0][0])
print(sorted([{"k": 2}, {"k": 1}], key=operator.itemgetter("k")), operator.attrgetter("real")(5), list(itertools.accumulate([1, 2, 3])))
class K:
    @functools.cached_property
    def v(self):
        print("once")
        return 5
k = K(); print(k.v, k.v)
@functools.total_ordering
class T:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(T(1) <= T(2), T(3) >= T(2), T(1) > T(2))
@functools.singledispatch
def sd(x): return "any"
@sd.register(int)
def _(x): return "int"
print(sd(1), sd("s"))

#: json_re_datetime
import json, re, datetime, uuid, decimal
print(json.dumps({"a": [1, None, True, 2.5], "b": "é"}), json.loads('{"x": [1, {"y": null}]}'))
print(json.dumps({"b": 1, "a": 2}, sort_keys=True, indent=2))
m = re.match(r"(\w+)-(?P<n>\d+)", "abc-42"); print(m.group(1), m["n"], m.groups(), re.sub(r"\d", "#", "a1b2"), re.findall("[a-z]", "a1b"))
print(datetime.date(2024, 1, 31) + datetime.timedelta(days=1), datetime.datetime(2024, 1, 1, 12).isoformat(), datetime.timedelta(hours=25))
print(uuid.UUID("12345678123456781234567812345678"), decimal.Decimal("1.10") + 1)

#: future_annotations
from __future__ import annotations
class A:
    x: Undefined[int]
    def m(self, y: AlsoUndefined = 1) -> Nope: return y
print(A().m(), A.__annotations__, A.m.__annotations__)

#: typing_forms
from typing import Optional, Union, List, Dict, Annotated, Literal, Generic, TypeVar, ClassVar, Callable, get_type_hints
T = TypeVar("T")
class Box(Generic[T]):
    def __init__(self, v: T): self.v = v
class IntBox(Box[int]): pass
print(Box[int](5).v, IntBox(3).v, Box("s").v, [c.__name__ for c in IntBox.__mro__])
print(list[int], dict[str, list[int]], int | None, (int | str | None).__args__, tuple[int, ...])
print(Optional[int] == Union[int, None], (int | None) == Optional[int], list[int].__origin__, list[int].__args__)
def f(x: int | None = None, *, y: List[Dict[str, int]] = []) -> Callable[[int], str]: ...
print(sorted(f.__annotations__))
print(isinstance(3, int | str), isinstance("s", (int, str)), issubclass(bool, int))
class Cfg:
    a: ClassVar[int] = 1
    b: Optional[str] = None
print(Cfg.a, Cfg.b)

#: sys_modules
import sys, importlib
import collections.abc
print("collections" in sys.modules, importlib.import_module("collections") is sys.modules["collections"], collections.abc.Mapping is not None)
import types
mod = types.ModuleType("dyn"); mod.v = 5; sys.modules["dyn"] = mod
import dyn
from dyn import v
print(dyn.v, v, mod.__name__)
try:
    from dyn import missing
except ImportError as e:
    print(type(e).__name__, "missing" in str(e))
print(globals()["__name__"], "mod" in globals()); globals()["injected"] = 3; print(injected)

#: builtin_functions
print(isinstance([], list), round(2.5), round(3.14159, 2), abs(-2.5), pow(2, 5), pow(2, 5, 3), chr(65), ord("a"), hex(255), bin(5), oct(8))
print(sorted("bca"), sorted([3, 1], key=lambda x: -x), min("b", "a"), max([1, 5], key=lambda x: -x), min([], default=0), sum([[1], [2]], []))
print(list(map(lambda a, b: a + b, [1, 2], [3, 4])), any([0, 1]), all([1, 0]), bool(""), int("12"), int("ff", 16), float("1.5"), str(1.0), repr("x"))
print(type(1) is int, id(1) == id(1), callable(len), hash("a") == hash("a"), iter([1]).__class__.__name__ != "", next(iter([1])))
print(list(zip(*[(1, 2), (3, 4)])), dict(zip("ab", [1, 2])), tuple("ab"), set("aa"), frozenset("a"), bytes([65, 66]), bytes("é", "utf-8"))
print(getattr(1, "real"), getattr(1, "nope", "dflt"), vars(type("X", (), {"a": 1}))["a"], isinstance(True, int))
class A:
    pass
setattr(A, "x", 1); print(A.x, hasattr(A, "x")); delattr(A, "x"); print(hasattr(A, "x"))
print(" ".join(str(x) for x in [1, "a", None, 2.0, True, (1,), [1], {"a": 1}]))
print("a", "b", sep="-", end="!\n"); print(); print(*[1, 2], sep="\n")

#: string_methods
s = "  Hello World  "
print(s.strip(), s.lstrip() + "|", s.rstrip() + "|", s.strip().title(), s.strip().swapcase(), "abc".capitalize(), "abc".center(9, "*"))
print("a.b.c".partition("."), "a.b.c".rpartition("."), "abcabc".replace("b", "X", 1), "abc".find("c"), "abc".find("z"), "abcb".rfind("b"), "aXbX".count("X"))
print("abc".startswith(("x", "a")), "abc".endswith("bc"), "12".isdigit(), "ab".isalpha(), "a1".isalnum(), " ".isspace(), "ABC".isupper(), "5".zfill(3))
print("line1\nline2".splitlines(), "a\tb".expandtabs(4), "abc".translate(str.maketrans("ab", "xy")), "ß".casefold(), "prefix_x".removeprefix("prefix_"), "x.py".removesuffix(".py"))
print("%05d|%-5s|%+d|%x|%e|%s" % (42, "ab", 5, 255, 12345.678, [1]), "%s" % (1,), "%s %s" % ("a", {"b": 1}))
print("{a[0]} {b.real} {0[k]}".format({"k": "v"}, a=[1], b=5), "{:>{w}}".format("x", w=4), "{!r}".format("q"), "{{}}".format())
print("é".encode(), b"\xc3\xa9".decode(), "abc".encode("ascii"), "x".join("abc"), "snake_case_name".split("_"), "a b".split(" ", 1))
try:
    "x".index("y")
except ValueError as e:
    print(e)
