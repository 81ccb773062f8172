#: color_red_color
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
print(Color.RED, repr(Color.RED), Color.RED.name, Color.RED.value, Color(2), Color["BLUE"], Color.ROUGE is Color.RED)

#: list_color_len
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
print(list(Color), len(Color), Color.__members__["ROUGE"], list(Color.__members__), Color.RED in Color, [c.value for c in Color])

#: color_red_color_2
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
print(Color.RED == Color.RED, Color.RED == 1, Color.RED is Color(1), Color.RED != Color.BLUE, isinstance(Color.RED, Color), type(Color.RED), Color.RED.__class__.__name__)

#: color_red_r
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
print({Color.RED: "r"}[Color(1)], f"{Color.RED}", "%s" % Color.RED, str(Color.RED), f"{Color.RED:>12}", hash(Color.RED) == hash(Color.RED))

#: s_a_s
from enum import Enum
class S(str, Enum):
    A = "a"
    B = "b"
print(S.A, repr(S.A), S.A == "a", S.A.upper(), f"{S.A}", str(S.A), "%s" % S.A, S("b"), S.A.value, {"a": 1}[S.A], S.A + "x", "x" + S.A, S.A in ("a",), sorted([S.B, S.A]), isinstance(S.A, str), len(S.A), ",".join(S), [e.value for e in S])

#: i_one_i
from enum import IntEnum
class I(IntEnum):
    ONE = 1
    TWO = 2
print(I.ONE, repr(I.ONE), I.ONE + 1, I.TWO > I.ONE, I.ONE == 1, f"{I.ONE}", "%d" % I.TWO, I(2), sorted(I, reverse=True), [10, 20][I.ONE], isinstance(I.ONE, int), str(I.TWO), max(I))

#: t_x_t
from enum import StrEnum, auto
class T(StrEnum):
    X = auto()
    Long_Name = auto()
    Y = "why"
print(T.X, repr(T.X), T.Long_Name.value, T.Y == "why", f"{T.Y}", str(T.Y), T("x"), list(T), "%s" % T.X, T.X.name)

#: f_r_f
from enum import Flag, auto
class F(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
print(F.R | F.W, repr(F.R | F.X), F.RW, F.R in F.RW, F.X in F.RW, bool(F.R & F.W), ~F.R, F.R ^ F.RW, list(F), list(F.RW), F(0), F(3) is F.RW, F.R.value, (F.R | F.W | F.X).value, len(F), F.RW.name)

#: p_a_p
from enum import IntFlag
class P(IntFlag):
    A = 1
    B = 2
    C = 4
print(P.A | P.B, repr(P.A | P.B), P.A + 1, P(3) & P.A, P.A == 1, (P.A | 8).value, list(P.A | P.C), P(7), int(P.B))

#: m_value_m
from enum import Enum, auto
class Auto(Enum):
    A = auto()
    B = auto()
    C = 10
    D = auto()
print([m.value for m in Auto])

#: list_named
from enum import Enum, auto
class Named(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()
    FIRST = auto()
    SECOND = auto()
print(list(Named))

#: planet_earth_planet
from enum import Enum
class Planet(Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)
    def __init__(self, mass, radius):
        self.mass = mass
        self.radius = radius
    @property
    def ratio(self):
        return round(self.mass / self.radius, 3)
    @classmethod
    def heaviest(cls):
        return max(cls, key=lambda p: p.mass)
print(Planet.EARTH, Planet.EARTH.mass, Planet.MARS.ratio, Planet.heaviest(), Planet((0.64, 3.39)), Planet.EARTH.value)

#: coord_px_label
from enum import Enum
class Coord(bytes, Enum):
    def __new__(cls, value, label):
        obj = bytes.__new__(cls, [value])
        obj._value_ = value
        obj.label = label
        return obj
    PX = (0, "P.X")
    PY = (1, "P.Y")
print(Coord.PX.label, Coord.PY.value, Coord(1), Coord.PX == b"\x00")

#: choice_one_choice
from enum import Enum
class Choice(str, Enum):
    def __new__(cls, value, label=""):
        obj = str.__new__(cls, value)
        obj._value_ = value
        obj.label = label
        return obj
    ONE = ("one", "One!")
    TWO = "two"
print(Choice.ONE, Choice.ONE.label, Choice("two"), Choice.ONE == "one", repr(Choice.TWO.label))

#: missing_yes
from enum import Enum
class Missing(Enum):
    YES = "yes"
    @classmethod
    def _missing_(cls, value):
        for m in cls:
            if m.value == str(value).lower():
                return m
        return None
print(Missing("YES"))

#: list_fun_list
from enum import Enum, IntEnum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
Fun = Enum("Fun", "A B C")
Fun2 = Enum("Fun2", {"X": "x", "Y": "y"}, type=str)
Fun3 = IntEnum("Fun3", ["P", "Q"], start=5)
print(list(Fun), list(Fun2), Fun2.X == "x", list(Fun3), Fun, Color)

#: derived_a_describe
from enum import Enum
class Base(Enum):
    def describe(self):
        return f"{self.name}={self.value}"
    @classmethod
    def values(cls):
        return [m.value for m in cls]
class Derived(Base):
    A = "a"
    B = "b"
print(Derived.A.describe(), Derived.values(), issubclass(Derived, Enum), Derived.__name__, Derived.__module__)

#: own_a_f
from enum import Enum
class StrBase(str, Enum):
    def __str__(self):
        return self.value
class Own(StrBase):
    A = "aa"
print(Own.A, f"{Own.A}", repr(Own.A), "%s" % Own.A, "{}".format(Own.A), str(Own.A))

#: over_a_over
from enum import Enum
class Over(Enum):
    A = 1
    def __str__(self): return "over"
    def __repr__(self): return "Over!"
    def __eq__(self, other): return True
    def __hash__(self): return 3
print(Over.A, repr(Over.A), Over.A == 5, f"{Over.A}")

#: errors
from enum import Enum, Flag, auto, unique
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
class S(str, Enum):
    A = "a"
    B = "b"
class F(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
for bad in (lambda: Color(9), lambda: Color["NO"], lambda: S("zz"), lambda: unique(Color), lambda: setattr(Color, "RED", 5), lambda: Color.RED < Color.BLUE, lambda: Color.RED.value.nope):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: list_props_props
from enum import Enum
class Props(Enum):
    name_ = 1
    _private = 2
    def method(self): return self.value * 2
    nested = {"k": [1]}
    lst = [1, 2]
print(list(Props), Props.name_.method(), Props([1, 2]), Props.nested.value["k"])

#: v_value1_value
from enum import Enum, EnumMeta
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
class V(Enum):
    value1 = "v"
    name1 = "n"
print(V.value1.value, V.name1.name, Color.RED.__doc__ is None or True, bool(Color.RED), isinstance(Color, EnumMeta), callable(Color), Color.__len__())

#: m_m_reversed
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
print([m for m in reversed(Color)], dict(Color.__members__) == {"RED": Color.RED, "GREEN": Color.GREEN, "BLUE": Color.BLUE, "ROUGE": Color.RED})

#: match_color_red
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
match Color.RED:
    case Color.GREEN: print("green")
    case Color.RED: print("red")

#: withmixin_a_hello
from enum import Enum
class Mixin:
    def hello(self): return "hello " + self.name
class WithMixin(Mixin, Enum):
    A = 1
class WithMixin2(Mixin, str, Enum):
    A = "s"
print(WithMixin.A.hello(), WithMixin2.A.hello(), WithMixin2.A == "s")

#: op_add_shout
from enum import Enum
class Op(Enum):
    ADD = staticmethod(lambda a, b: a + b) if False else "add"
    @property
    def shout(self): return self.value.upper()
print(Op.ADD.shout)

#: d_half_d
from enum import Enum
class D(float, Enum):
    HALF = 0.5
print(D.HALF, D.HALF + 1, repr(D.HALF), D(0.5) is D.HALF)

#: copy_copy_color
from enum import Enum
class Color(Enum):
    RED = 1
    GREEN = 2
    BLUE = 3
    ROUGE = 1
import copy
print(copy.copy(Color.RED) is Color.RED, copy.deepcopy([Color.RED])[0] is Color.RED)
