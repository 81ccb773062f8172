#: p_p_total
from dataclasses import dataclass, field
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
p = P(1, 2)
print(p, p.total(), p == P(1, 2), p != P(1, 3), P(1).tags is P(1).tags, P.count, p.secret, P(x=5, tags=[1]))

#: asdict_p_astuple
from dataclasses import dataclass, field, asdict, astuple, fields, replace, is_dataclass
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
p = P(1, 2)
print(asdict(p), astuple(p), [f.name for f in fields(P)], replace(p, x=9), is_dataclass(P), is_dataclass(p), is_dataclass(5), P.y, P.__match_args__)

#: f_f_f
from dataclasses import dataclass
@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = "z"
print(F(1) < F(2), F(1, "a") <= F(1, "b"), sorted([F(2), F(1)]), hash(F(1)) == hash(F(1)), {F(1): "v"}[F(1)], len({F(1), F(1), F(2)}))

#: c_c_sum
from dataclasses import dataclass, field, fields
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
@dataclass
class C(P):
    z: int = 3
    def __post_init__(self):
        self.sum = self.x + self.y + self.z
print(C(1, 2), C(1).sum, [f.name for f in fields(C)], C(1) == P(1), isinstance(C(1), P))

#: k_b_k
from dataclasses import dataclass, field, KW_ONLY
@dataclass
class K:
    a: int
    _: KW_ONLY
    b: int = 2
    c: int = field(default=3, init=False)
print(K(1, b=5), K(1).c)

#: i_i_f
from dataclasses import dataclass, fields, InitVar
@dataclass
class I:
    a: int
    scale: InitVar[int] = 2
    def __post_init__(self, scale):
        self.a *= scale
print(I(3), I(3, 4), [f.name for f in fields(I)])

#: ko_b
from dataclasses import dataclass
@dataclass(kw_only=True)
class KO:
    a: int = 1
    b: int
print(KO(b=2))

#: n_n_n
from dataclasses import dataclass
@dataclass(eq=False, repr=False)
class N:
    a: int = 1
print(N() == N(), "N object" in repr(N()))

#: asdict_nested_p
from dataclasses import dataclass, field, asdict
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
p = P(1, 2)
@dataclass
class Nested:
    p: P
    ps: list[P]
    d: dict
print(asdict(Nested(P(1), [P(2)], {"k": P(3)})))

#: m
from dataclasses import make_dataclass
M = make_dataclass("M", [("x", int), ("y", int, 5)])
print(M(1))

#: errors
from dataclasses import dataclass, field, asdict, KW_ONLY
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = "z"
@dataclass
class K:
    a: int
    _: KW_ONLY
    b: int = 2
    c: int = field(default=3, init=False)
@dataclass(kw_only=True)
class KO:
    a: int = 1
    b: int
for bad in (lambda: P(), lambda: P(1, 2, [], "s", 5), lambda: P(1, zz=2), lambda: setattr(F(1), "a", 2), lambda: K(1, 2), lambda: P(1, x=2), lambda: asdict(5), lambda: F(1) < 5, lambda: KO()):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: dataclass_class_bad
from dataclasses import dataclass
try:
    @dataclass
    class Bad:
        a: list = []
except ValueError as error:
    print(error)

#: dataclass_class_bad2
from dataclasses import dataclass
try:
    @dataclass
    class Bad2:
        a: int = 1
        b: int
except TypeError as error:
    print(error)

#: withopt_field_missing
from dataclasses import dataclass, field, MISSING
from typing import Optional
@dataclass
class WithOpt:
    a: Optional["P"] = None
    b: "int" = 4
print(WithOpt(), field, MISSING is MISSING) if False else print(WithOpt())

#: match_p_case
from dataclasses import dataclass, field
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
match P(1, 2):
    case P(x=1, y=yy): print("matched", yy)

#: match_p_case_2
from dataclasses import dataclass, field
from typing import ClassVar
@dataclass
class P:
    x: int
    y: int = 0
    tags: list = field(default_factory=list)
    secret: str = field(default="s", repr=False, compare=False)
    count: ClassVar[int] = 7
    def total(self): return self.x + self.y
match P(1, 2):
    case P(1, yy): print("positional", yy)
