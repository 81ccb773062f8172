#: registry
REGISTRY = {}
def register(name=None):
    def deco(obj):
        REGISTRY[name or obj.__name__] = obj
        return obj
    return deco
@register()
class One: pass
@register("two")
def f(): pass
print(sorted(REGISTRY), REGISTRY["One"] is One)

#: naming_convention
convention = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
print(convention["ix"] % {"column_0_label": "users_email"}, {k: v % dict(table_name="t", column_0_name="c", column_0_label="l") for k, v in convention.items()})

#: camel_to_snake
import re
def snake(name):
    s = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", s).lower()
class Auto(type):
    def __new__(m, name, bases, ns):
        ns.setdefault("__tablename__", snake(name))
        return super().__new__(m, name, bases, ns)
class Base(metaclass=Auto): pass
class UserProfileHTTP(Base): pass
class Named(Base): __tablename__ = "custom"
print(UserProfileHTTP.__tablename__, Named.__tablename__, Base.__tablename__)

#: declared_attr_like
class declared:
    def __init__(self, f): self.f = f
    def __get__(self, obj, cls): return self.f(cls)
class Mixin:
    @declared
    def table(cls): return cls.__name__.lower() + "s"
    @declared
    def key(cls): return f"{cls.table}.id"
class User(Mixin): pass
class Post(Mixin): table = "articles"
print(User.table, User().table, User.key, Post.key)

#: settings_class
import os
class Settings:
    HOST = os.environ.get("NOT_SET_HOST", "localhost")
    PORT = int(os.getenv("NOT_SET_PORT", "5432"))
    URL = f"postgresql://{HOST}:{PORT}/db"
    @classmethod
    def as_dict(cls):
        return {k: v for k, v in vars(cls).items() if k.isupper()}
    def __init__(self, **over):
        for k, v in over.items():
            setattr(self, k, v)
s = Settings(PORT=1)
print(Settings.URL, Settings.as_dict(), s.PORT, Settings.PORT, getattr(s, "HOST"))

#: loops_build_columns
class Column:
    def __init__(self, name, type_, *args, nullable=True, **kw):
        self.name, self.type_, self.args, self.nullable, self.kw = name, type_, args, nullable, kw
    def __repr__(self):
        extra = "".join(f", {k}={v!r}" for k, v in self.kw.items())
        return f"Column({self.name!r}, {self.type_}{extra}{'' if self.nullable else ', nullable=False'})"
def timestamps():
    for n in ("created_at", "updated_at"):
        yield Column(n, "DateTime", nullable=False, server_default="now()")
cols = [Column("id", "Integer", primary_key=True), *timestamps()]
print(cols)
print([c.name for c in cols if not c.nullable], {c.name: c for c in cols}["id"].kw)

#: recursion_structures
def walk(tree, depth=0):
    for k, v in tree.items():
        yield "  " * depth + k
        if isinstance(v, dict):
            yield from walk(v, depth + 1)
print("\n".join(walk({"a": {"b": {}, "c": {"d": {}}}, "e": 1})))
def flatten(x):
    return [z for y in x for z in (flatten(y) if isinstance(y, list) else [y])]
print(flatten([1, [2, [3, [4]], 5]]))
l = [1]; l.append(l); print(l)
d = {}; d["self"] = d; print(d)

#: fluent_builder
class Q:
    def __init__(self): self.parts = []
    def __getattr__(self, name):
        if name.startswith("_"): raise AttributeError(name)
        def add(*a):
            self.parts.append((name, *a))
            return self
        return add
    def __str__(self): return " ".join(f"{n}({', '.join(map(str, a))})" for n, *a in self.parts)
print(Q().select("a", "b").where("x").limit(5))
print(Q()
      .select(1)
      .where(2))

#: expression_objects
class Expr:
    def __init__(self, text): self.text = text
    def _op(op):
        def method(self, other):
            return Expr(f"({self.text} {op} {getattr(other, 'text', repr(other))})")
        return method
    __eq__ = _op("="); __ne__ = _op("!="); __lt__ = _op("<"); __gt__ = _op(">"); __and__ = _op("AND"); __or__ = _op("OR"); __add__ = _op("+")
    __hash__ = object.__hash__
    def __invert__(self): return Expr(f"NOT {self.text}")
    def in_(self, vals): return Expr(f"{self.text} IN {tuple(vals)}")
a, b = Expr("a"), Expr("b")
print(((a == 1) & (b != None) | ~a.in_([1, 2])).text, (a < b).text, ((a + 1) > 2).text)
print({a: 1}[a], a in [a])

#: order_by_dependency
deps = {"posts": {"users"}, "users": set(), "comments": {"posts", "users"}, "tags": set()}
order, seen = [], set()
def visit(n, stack=()):
    if n in stack: raise ValueError("cycle")
    if n in seen: return
    for d in sorted(deps[n]): visit(d, (*stack, n))
    seen.add(n); order.append(n)
for n in sorted(deps): visit(n)
print(order)

#: string_building_sql
rows = [("admin", 1), ("o'brien", 2)]
values = ", ".join("('%s', %d)" % (n.replace("'", "''"), i) for n, i in rows)
print(f"INSERT INTO r (name, id) VALUES {values}")
sql = """
    SELECT *
    FROM {table}
    WHERE id IN ({ids})
""".format(table="t", ids=", ".join(str(i) for i in range(3)))
import textwrap
print(textwrap.dedent(sql).strip())
print("".join(["CREATE ", "TABLE"]), "x" * 3 + "-" * 2, "%-10s|%5s|" % ("ab", "cd"))

#: class_kwargs_and_slots
class Field:
    _counter = 0
    def __init__(self, default=None):
        self.default = default
        type(self)._counter += 1
        self.order = Field._counter
class ModelMeta(type):
    def __new__(mcs, name, bases, ns, abstract=False, **kw):
        fields = {}
        for base in reversed(bases):
            fields.update(getattr(base, "_fields", {}))
        fields.update({k: v for k, v in ns.items() if isinstance(v, Field)})
        cls = super().__new__(mcs, name, bases, {k: v for k, v in ns.items() if not isinstance(v, Field)})
        cls._fields = dict(sorted(fields.items(), key=lambda i: i[1].order))
        cls._abstract = abstract
        return cls
    def __init__(cls, name, bases, ns, abstract=False, **kw): super().__init__(name, bases, ns)
class Model(metaclass=ModelMeta, abstract=True):
    id = Field()
    def __init__(self, **kw):
        for n, f in self._fields.items():
            setattr(self, n, kw.pop(n, f.default))
        if kw: raise TypeError(f"unexpected {sorted(kw)}")
class User(Model):
    name = Field("anon"); age = Field()
u = User(id=1); print(list(User._fields), u.name, u.age, u.id, User._abstract, Model._abstract)
try:
    User(zzz=1)
except TypeError as e:
    print(e)

#: json_columns
import json
data = {"a": [1, 2, {"b": None}], "c": "é\n\"q\"", "d": 1.5, "e": True}
t = json.dumps(data); print(t, json.loads(t) == data, json.dumps([], indent=2), json.dumps((1, 2)))
print(json.dumps({"k": 1}, separators=(",", ":")), json.dumps("ü", ensure_ascii=False))
try:
    json.loads("{bad")
except ValueError as e:
    print(type(e).__name__)

#: enum_usage
import enum
class Status(str, enum.Enum):
    ACTIVE = "active"
    GONE = "gone"
    @classmethod
    def values(cls): return [m.value for m in cls]
    @classmethod
    def choices(cls): return [(m.name, m.value) for m in cls]
print(Status.values(), Status.choices(), Status.ACTIVE == "active", Status("gone") is Status.GONE, [e.name for e in Status], Status.ACTIVE.upper())
print(isinstance(Status.ACTIVE, str), Status.ACTIVE in ("active",), {"active": 1}.get(Status.ACTIVE), len(Status), Status.__members__["GONE"].value, Status.ACTIVE.value == "active")
E1 = enum.Enum("E1", "A B C"); print(list(E1), E1.B.value)
E2 = enum.Enum("E2", {"X": 10, "Y": 20}); print(E2.Y.value, E2(10).name)
class P(enum.Enum):
    EARTH = (1.0, 2.0)
    def __init__(self, m, r): self.m, self.r = m, r
print(P.EARTH.m, P.EARTH.value)

#: datetime_usage
from datetime import datetime, timedelta, timezone, date
d = datetime(2024, 2, 28, 23, 59, 30, tzinfo=timezone.utc)
print(d, d + timedelta(seconds=45), d.isoformat(), d.strftime("%Y-%m-%d %H:%M"), (d + timedelta(days=1)).date(), d.replace(year=2020), d.timestamp())
print(timedelta(days=1, hours=2).total_seconds(), date(2024, 3, 1) - date(2024, 2, 1), datetime.fromisoformat("2024-01-02T03:04:05"), datetime.strptime("2024-05", "%Y-%m"))

#: multiple_inheritance_mixins
class TimestampMixin:
    created = "created"
    def touch(self): return ["ts"] + super().touch() if hasattr(super(), "touch") else ["ts"]
class SoftDelete:
    deleted = "deleted"
    def touch(self): return ["sd"]
class Base:
    @classmethod
    def cols(cls):
        out = []
        for c in reversed(cls.__mro__):
            out += [k for k, v in vars(c).items() if isinstance(v, str) and not k.startswith("_")]
        return out
class M(TimestampMixin, SoftDelete, Base):
    name = "name"
print(M.cols(), M().touch(), [c.__name__ for c in M.mro()])

#: closures_in_loops
def make_ops():
    ops = []
    for t in ["a", "b"]:
        for c in range(2):
            def op(suffix, t=t, c=c):
                return f"{t}{c}{suffix}"
            ops.append(op)
    return ops
print([o("!") for o in make_ops()])
acc = []
def outer():
    total = 0
    def add(n):
        nonlocal total
        total += n
        acc.append(total)
        return add
    return add
outer()(1)(2)(3); print(acc)

#: star_everything
def f(*args, **kwargs): return args, kwargs
a = [1, 2]; k = {"x": 1}
print(f(*a, 3, *range(2), **k, y=2, **{"z": 3}), f(*[]), f(**{}))
print([*a, *(4, 5)], {**k, "x": 9}, (*a,), {*a, *a})
first, *rest = "hello"; print(first, rest)
for i, *j in [(1, 2, 3), (4,)]: print(i, j)
def g(a, b, *, c): return a + b + c
print(g(*[1], **{"b": 2, "c": 3}), (lambda *a, **k: (a, k))(1, z=2))
try:
    f(**{"a": 1}, a=2)
except TypeError as e:
    print("multiple values" in str(e))
try:
    f(*5)
except TypeError as e:
    print("iterable" in str(e))

#: global_caches
_cache = {}
def memo(fn):
    def wrapper(*args):
        key = (fn.__name__, args)
        if key not in _cache:
            _cache[key] = fn(*args)
        return _cache[key]
    return wrapper
@memo
def slow(n):
    print("computing", n)
    return n * n
print(slow(3), slow(3), slow(4), len(_cache))

#: property_factories
def typed(name, kind):
    private = "_" + name
    @property
    def prop(self): return getattr(self, private)
    @prop.setter
    def prop(self, v):
        if not isinstance(v, kind): raise TypeError(f"{name} must be {kind.__name__}")
        setattr(self, private, v)
    return prop
class P:
    name = typed("name", str); age = typed("age", int)
    def __init__(self, name, age): self.name, self.age = name, age
p = P("n", 1); print(p.name, p.age)
try:
    p.age = "x"
except TypeError as e:
    print(e)

#: context_stack
class Ctx:
    stack = []
    def __init__(self, n): self.n = n
    def __enter__(self): Ctx.stack.append(self.n); return self
    def __exit__(self, *a): Ctx.stack.pop(); return False
def current(): return list(Ctx.stack)
with Ctx("a"):
    with Ctx("b"):
        print(current())
    print(current())
print(current())
def gen():
    with Ctx("g"):
        yield current()
        yield current()
for x in gen(): print(x)
print(current())

#: try_import_variants
try:
    from typing import Self
except ImportError:
    Self = None
try:
    import json as simplejson
except ImportError:
    simplejson = None
print(Self is not None, simplejson.__name__)

#: sorting
people = [("bob", 30), ("alice", 25), ("carol", 30)]
print(sorted(people, key=lambda p: (-p[1], p[0])), sorted(people)[0], max(people, key=lambda p: p[1]))
l = [3, 1, 2]; l.sort(reverse=True); print(l, l.sort(), l)
print(sorted({"b": 1, "a": 2}.items()), sorted("Banana", key=str.lower), sorted([True, 2, 0.5]))
import operator
print(sorted([{"n": 2}, {"n": 1}], key=operator.itemgetter("n")), list(reversed("abc")))

#: numbers
print(0x1F, 0o17, 0b101, 1_000_000, 1e-3, .5, 5., 10**30, -2**63, 2**63, 9223372036854775807 + 1)
print(round(2.675, 2), round(5, -1), round(-2.5), int(-3.9), int("  42 "), float("-inf"), 7 // -2, 7 % -2, -7 // 2, 2 ** -1, 0.1 + 0.2 == 0.3)
print(5 == 5.0, hash(5) == hash(5.0), True == 1, 1 in [True], 3 .bit_length(), (255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "big"), 1.0.is_integer(), abs(-7), pow(3, -1, 7))
print(f"{1e10}", f"{123456789012345678}", 1e22, 1e21, 1.0, 100000.0, 1e15, 123456.789e3, 5e-324, 1.7976931348623157e308)
print(divmod(7, 2), divmod(-7, 2), divmod(7.5, 2), sum([0.1] * 3), min(1, 2.0), max(True, 0))

#: unicode
s = "naïve ☃ 日本"
print(len(s), s.upper(), s[2], s[::-1], s.encode("utf-8")[:6], list("é"), "\N{SNOWMAN}" in s, ord("☃"), chr(9731), s.split())
print(repr("\x00\x1f\x7f\xa0"), "tab\there", 'q"q', "q'q", 'both\'"', ascii("é"), "%r" % "é")
print("ß".upper(), "İ".lower() == "i̇", "é" == "e\u0301", "a".isidentifier(), "1a".isidentifier())

#: bytes
b = b"abc\x00\xff"
print(b, b[0], b[1:3], b + b"d", len(b), list(b), b.hex(), bytes.fromhex("6162"), b.decode("latin-1"), b"a" in b, b"x" * 2, bytes(3), bytes([1, 2]))
print(b"a,b".split(b","), b"abc".upper(), b"abc".startswith(b"a"), b"abc" == bytes("abc", "ascii"), {b"k": 1}[b"k"])

#: comparisons_of_mixed
print([1, 2] < [1, 3], (1, "a") == (1, "a"), [1] == (1,), {1} == frozenset([1]), "a" == b"a", None == 0, [] == False, 1 == True)
print((1, 2) < (1, 2, 0), "Z" < "a", [[1], [2]] > [[1]], {1, 2} > {1}, {1, 2} >= {2, 1}, not {1} > {2})
try:
    1 < "a"
except TypeError as e:
    print(e)
try:
    {} < {}
except TypeError as e:
    print(e)
nan = float("nan"); print(nan == nan, nan in [nan], nan < 1, [nan] == [nan])

#: iterators_protocol
it = iter([1, 2, 3])
print(next(it), list(it), list(it), next(it, None))
z = zip([1, 2, 3], "ab"); print(list(z), list(z))
e = enumerate("ab", start=5); print(next(e), list(e))
m = map(lambda x: x * 2, [1, 2]); print(next(m), list(m))
print(list(filter(lambda x: x % 2, range(5))), list(zip()), dict(enumerate("ab")), list(iter(lambda c=[3]: c.append(c.pop() - 1) or c[0], 0)))
r = range(3); print(list(r), list(r), 2 in r, r[-1], r.start, len(r), r == range(0, 3))
d = {"a": 1}
try:
    for k in d: d["b"] = 2
except RuntimeError as ex:
    print(ex)
l = [1, 2, 3]
for x in l:
    if x < 3: l.append(x + 10)
    if len(l) > 6: break
print(l)

#: dict_methods
d = dict.fromkeys("abc", 0); d["a"] += 1; print(d, d.keys() & {"a", "z"}, d.items() >= {("a", 1)}, list(reversed(d)), d.copy() == d)
k = d.keys(); d["new"] = 1; print(list(k), len(k), "new" in k, d.popitem(), d.pop("zz", "none"))
d.clear(); print(d, bool(d), {**{"a": 1}, **{"b": 2}}, {"x": 1} | {"x": 2}, dict(zip(["p", "q"], [1, 2])))
try:
    {}.popitem()
except KeyError as e:
    print(e)
nested = {}; nested.setdefault("a", {}).setdefault("b", []).append(1); print(nested)
for i, (k, v) in enumerate({"x": 1, "y": 2}.items()): print(i, k, v)
print({1: "a", 1.0: "b", True: "c"}, {(1, 2): "t"}, {None: 0}, {frozenset({1}): 2})

#: list_methods
l = [5, 3, 8]; l.insert(1, 9); l.remove(3); print(l, l.index(8), l.pop(0), l, l.copy(), l.count(9))
l.extend("ab"); l.reverse(); print(l); l.clear(); print(l)
for bad in [lambda: [].pop(), lambda: [1].remove(2), lambda: [1].index(9), lambda: [][0], lambda: (1,)[3], lambda: "a"[5]]:
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
m = [[0] * 2 for _ in range(2)]; m[0][0] = 1; print(m, [[0]] * 2)
a = [1, 2, 3]; b = a; b += [4]; print(a, a is b); a = a + [5]; print(b, a[1:] + a[:1], a * 0)
print([1, 2, 3][-1], [1, 2, 3][1:][0], list("abc"), list({"k": 1}), [x for x in [3, 1]], sum([1, 2], 10), [None] * 2)

#: tuple_and_set_methods
t = (1, 2, 2); print(t.count(2), t.index(2), t + (3,), t * 2, (1,), (), tuple([1]), t[1:], hash((1, 2)) == hash((1, 2)))
s = {1, 2}; s.update([3], (4,)); s.remove(1); print(sorted(s), s.issubset({2, 3, 4, 5}), s.isdisjoint({9}), sorted(s.union([7])), sorted(s.intersection([2, 3])), sorted(s.difference([2])), sorted(s.symmetric_difference([2, 9])))
try:
    s.remove(99)
except KeyError as e:
    print("KeyError", e)
s -= {2}; s |= {10}; s &= {3, 10, 4}; print(sorted(s)); s.clear(); print(s, len(s))
fs = frozenset([1, 2]); print(sorted(fs | {3}), 1 in fs, {fs: 1}[frozenset([2, 1])])

#: class_introspection
class A:
    "doc a"
    x = 1
    def m(self): "doc m"
    @staticmethod
    def s(): pass
    @classmethod
    def c(cls): pass
    @property
    def p(self): "doc p"
class B(A):
    y = 2
print(B.__name__, B.__doc__, A.__doc__, A.m.__doc__, A.p.__doc__, hasattr(B, "x"), "x" in vars(B), B.__bases__[0].__name__, isinstance(B, type), callable(B))
print([n for n in dir(B) if not n.startswith("_")], getattr(B(), "y"), type(B()).__name__, B().__class__.__mro__[1].__name__, type(A.__dict__["s"]).__name__, type(vars(A)["c"]).__name__, type(A.__dict__["p"]).__name__)
print(issubclass(B, (int, A)), isinstance(B(), object), type(B) is type, B.m is A.m, B().m == B().m, A.c.__self__ is A, B.c.__self__ is B)
import inspect
print(inspect.isclass(A), inspect.isfunction(A.m), inspect.ismethod(A().m), [n for n, v in inspect.getmembers(A, inspect.isfunction) if n == "m"])
print(list(inspect.signature(lambda a, b=1, *c, d, **e: 0).parameters))
