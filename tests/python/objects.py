#: hash_and_equality
class CaseFold:
    def __init__(self, t): self.t = t
    def __eq__(self, o): return isinstance(o, CaseFold) and self.t.lower() == o.t.lower()
    def __hash__(self): return hash(self.t.lower())
class Same:
    def __hash__(self): return 1
class OnlyEq:
    def __eq__(self, o): return True
d = {CaseFold("A"): 1}
d[CaseFold("a")] = 2
print(len(d), d[CaseFold("A")], CaseFold("b") in d, len({Same(), Same()}), len({CaseFold("x"), CaseFold("X"), CaseFold("y")}))
try:
    {OnlyEq(): 1}
except TypeError as e:
    print(e)
#: hash_collisions
class P:
    def __init__(self, v): self.v = v
    def __hash__(self): return 7
    def __eq__(self, o): return self.v == o.v
s = {P(1), P(2), P(1)}
print(len(s), P(2) in s, P(3) in s, sorted(p.v for p in s))
#: bool_and_len
class L:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
class B(L):
    def __bool__(self): return True
print(bool(L(0)), bool(L(2)), bool(B(0)), not L(0), [x.n for x in (L(0), L(1)) if x], L(0) or "empty")
#: string_subclass
class Name(str):
    def __new__(cls, value, quote=None):
        self = super().__new__(cls, value)
        self.quote = quote
        return self
n = Name("Users", quote=True)
print(n, n.quote, n.lower(), type(n.lower()).__name__, n == "Users", {"Users": 1}[n], n + "!", f"{n}", "%s" % n, n in ("Users",), len(n), sorted([n, "A"]))
#: int_subclass
class Level(int):
    def __add__(self, o): return Level(int(self) + o)
    def __repr__(self): return f"Level({int(self)})"
l = Level(3) + 4
print(repr(l), l * 2, l > 5, [10, 20, 30, 40, 50, 60, 70, 80][l], int(l), f"{l:03d}", l == 7, hash(l) == hash(7))
#: dict_subclass
class Attr(dict):
    def __getattr__(self, k):
        try:
            return self[k]
        except KeyError:
            raise AttributeError(k)
    def __setattr__(self, k, v): self[k] = v
    def __setitem__(self, k, v): super().__setitem__(k.lower(), v)
a = Attr(x=1); a.Y = 2; a["Z"] = 3
print(a, a.x, a.y, sorted(a), hasattr(a, "q"), a.get("z"), isinstance(a, dict), {**a}, a == {"x": 1, "y": 2, "z": 3})
#: list_subclass
class Stack(list):
    def push(self, v): self.append(v); return self
    def __getitem__(self, i): return ("item", super().__getitem__(i))
s = Stack().push(1).push(2)
print(s, s[0], len(s), [x for x in s], s + [3], list(s), 2 in s, bool(Stack()), s == [1, 2])
#: super_in_nested
class A:
    def run(self): return ["A"]
class B(A):
    def run(self):
        parent = super().run
        def inner(): return parent() + ["B"]
        return inner()
    @property
    def p(self): return super().run()
    @staticmethod
    def make(): return B().run()
print(B().run(), B().p, B.make())
#: class_decorator_replaces
def wrap(cls):
    class Wrapped(cls):
        wrapped = cls.__name__
    Wrapped.__name__ = "W" if False else cls.__name__
    return Wrapped
@wrap
class Orig:
    def who(self): return type(self).__mro__[1].__name__
print(Orig.wrapped, Orig().who())
#: callable_class_attributes
class T:
    f = len
    g = lambda self, x: x + 1
    h = print
    t = str
    i = staticmethod(lambda: "static")
print(T.f("abc"), T().g(1), T().t(5), T().i(), T.i())
#: conditional_class_bodies
import sys
class C:
    if sys.version_info >= (3, 0):
        kind = "three"
    else:
        kind = "two"
    for name in ("a", "b"):
        vars()[name] = name.upper()
    del name
    try:
        missing
    except NameError:
        found = False
    with_default = kind if kind else None
print(C.kind, C.a, C.b, C.found, C.with_default, hasattr(C, "name"))
#: method_resolution_with_super_kwargs
class Root:
    def __init__(self): self.log = ["Root"]
class Left(Root):
    def __init__(self, left=None, **kw):
        super().__init__(**kw)
        self.log.append(f"Left{left}")
class Right(Root):
    def __init__(self, right=None, **kw):
        super().__init__(**kw)
        self.log.append(f"Right{right}")
class Both(Left, Right):
    def __init__(self, **kw):
        super().__init__(**kw)
        self.log.append("Both")
print(Both(left=1, right=2).log, [c.__name__ for c in Both.__mro__])
#: instance_methods_as_values
class K:
    def __init__(self, v): self.v = v
    def get(self, plus=0): return self.v + plus
ks = [K(1), K(2)]
fs = [k.get for k in ks]
print([f() for f in fs], [f(plus=5) for f in fs], list(map(K.get, ks)), fs[0].__self__.v, K.get(ks[1], 1), fs[0].__name__)
ks[0].get = lambda: "own"
print(ks[0].get())
#: raise_in_places
class Bad:
    def __init__(self): raise ValueError("init")
    @property
    def p(self): raise KeyError("p")
for attempt in (lambda: Bad(), lambda: Bad.__new__(Bad).p, lambda: [1 / x for x in (1, 0)], lambda: sorted([1, "a"]), lambda: {**{"a": [][1]}}):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)
#: nested_functions_and_defaults
x = 1
def f(a=x, b=[x]):
    x = 2
    def g(a=a, c=x):
        return a, c, x
    b.append(x)
    return g, b
x = 9
g, b = f(); print(g(), b, f()[1], f(5)[0](), f.__defaults__[0])
#: while_with_walrus_and_generators
def reader(lines):
    it = iter(lines)
    while (line := next(it, None)) is not None:
        if not line: continue
        key, _, value = line.partition("=")
        yield key.strip(), value.strip()
print(dict(reader(["a = 1", "", "b=2=3", "c"])))
def countdown(n):
    while n:
        n -= 1
        if (yield n) == "stop":
            return "stopped"
c = countdown(5); next(c)
try:
    c.send("stop")
except StopIteration as e:
    print(e.value)

#: function_get
class C:
    def __init__(self, n):
        self.n = n

    def method(self, m):
        return (self.n, m)

def free(self, m):
    return (self.n + 100, m)

print(free.__get__(C(1))(2), C.method.__get__(C(3))(4), free.__get__(None, C) is free)
set_attribute = object.__setattr__.__get__(c := C(5))
set_attribute("n", 6)
print(c.n, hasattr(len, "__get__"))

#: method_type
import types
class C:
    pass
c = C()
c.double = types.MethodType(lambda self, x: (self is c, x * 2), c)
print(c.double(4), c.double.__self__ is c, isinstance(c.double, types.MethodType))
try:
    types.MethodType(len, None)
except TypeError as error:
    print("TypeError")
