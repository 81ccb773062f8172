#: basics
class P:
    """A point."""
    kind = "point"
    def __init__(self, x, y=0):
        self.x, self.y = x, y
    def __repr__(self):
        return f"P({self.x}, {self.y})"
    def __eq__(self, o):
        return isinstance(o, P) and (self.x, self.y) == (o.x, o.y)
    def __hash__(self):
        return hash((self.x, self.y))
    def __add__(self, o):
        return P(self.x + o.x, self.y + o.y)
    def __bool__(self):
        return bool(self.x or self.y)
    def __len__(self): return 2
    def __getitem__(self, i): return (self.x, self.y)[i]
    def __call__(self, k): return P(self.x * k, self.y * k)
    def __contains__(self, v): return v in (self.x, self.y)
    def __iter__(self): return iter((self.x, self.y))
    def __lt__(self, o): return self.x < o.x
    def __neg__(self): return P(-self.x, -self.y)
a, b = P(1, 2), P(3)
print(a, b, a + b, a == P(1, 2), a != b, a == 1, bool(P(0)), len(a), a[0], a(3), 2 in a, list(a), -a)
print(sorted([b, a]), {a: 1}[P(1, 2)], P.kind, a.kind, P.__doc__, P.__name__, a.__class__ is P, a.__dict__)
x, y = a; print(x, y, a < b, a > b)
try:
    a <= b
except TypeError as e:
    print(e)
a.z = 1; print(hasattr(a, "z"), getattr(a, "w", "no")); del a.z; print(hasattr(a, "z"))
try:
    a.nope
except AttributeError as e:
    print(e)
try:
    P.nope
except AttributeError as e:
    print(e)

#: inheritance
class A:
    def hi(self): return "A"
    @classmethod
    def make(cls): return cls.__name__
    @staticmethod
    def st(x): return x
class B(A):
    def hi(self): return "B" + super().hi()
class C(A):
    def hi(self): return "C" + super().hi()
class D(B, C):
    def hi(self): return "D" + super(D, self).hi()
print(D().hi(), [c.__name__ for c in D.__mro__], D.make(), D.st(1), D().make(), issubclass(D, A), isinstance(D(), (int, A)))
print(D.__bases__ == (B, C), A.__subclasses__(), A.__bases__)
try:
    class E(A, B): pass
except TypeError as e:
    print(str(e)[:60])
class F(B):
    @classmethod
    def make(cls): return "F" + super().make()
print(F.make(), F().hi(), super(F, F()).hi())
class Base:
    def __init__(self, **kw): self.kw = kw
class Mixin:
    def __init__(self, *, m=None, **kw):
        self.m = m
        super().__init__(**kw)
class Final(Mixin, Base): pass
f = Final(m=1, z=2); print(f.m, f.kw)

#: properties
class T:
    def __init__(self): self._c = 0
    @property
    def c(self):
        "celsius"
        return self._c
    @c.setter
    def c(self, v):
        if v < -273: raise ValueError("cold")
        self._c = v
    @c.deleter
    def c(self): self._c = None
    @property
    def ro(self): return 1
    w = property(lambda self: "w")
t = T(); t.c = 5; print(t.c, t.ro, t.w, T.c.__doc__, T.c.fget(t)); del t.c; print(t.c)
def cold(): t.c = -300
def read_only(): t.ro = 2
def undeletable(): del t.ro
for attempt in [cold, read_only, undeletable]:
    try:
        attempt()
    except (ValueError, AttributeError) as e:
        print(type(e).__name__, e)
class U(T):
    @property
    def c(self): return super().c * 2 if super().c else "none"
u = U(); print(u.c); u._c = 4; print(u.c)
class V(T):
    @T.c.getter
    def c(self): return "v"
v = V(); v.c = 9; print(v.c, v._c)

#: descriptors
class Desc:
    def __set_name__(self, owner, name):
        self.name = name
        print("set_name", owner.__name__, name)
    def __get__(self, obj, cls=None):
        if obj is None: return self
        return obj.__dict__.get("_" + self.name, "unset")
    def __set__(self, obj, v):
        obj.__dict__["_" + self.name] = v * 2
class NonData:
    def __get__(self, obj, cls=None): return "from descriptor"
class H:
    d = Desc()
    n = NonData()
h = H(); print(h.d); h.d = 4; print(h.d, h.__dict__, isinstance(H.d, Desc), h.n); h.__dict__["n"] = "own"; print(h.n)
class Cached:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, obj, cls):
        if obj is None: return self
        v = obj.__dict__[self.n] = self.f(obj)
        return v
class L:
    @Cached
    def big(self):
        print("computing")
        return 10
l = L(); print(l.big, l.big)

#: dynamic_attributes
class G:
    def __getattr__(self, name):
        if name.startswith("x"): return name.upper()
        raise AttributeError(name)
    def __setattr__(self, name, value):
        super().__setattr__(name, ("set", value))
    def __delattr__(self, name):
        print("del", name)
        object.__delattr__(self, name)
g = G(); g.a = 1; print(g.a, g.xyz, hasattr(g, "y"), getattr(g, "q", None)); del g.a; print(hasattr(g, "a"))
class W:
    def __getattribute__(self, name):
        if name == "magic": return "M"
        return object.__getattribute__(self, name)
w = W(); w.n = 1; print(w.magic, w.n)
class M(type):
    def __getattr__(cls, name): return f"{cls.__name__}.{name}"
class N(metaclass=M): pass
print(N.foo)
setattr(g, "k", 2); print(getattr(g, "k"), vars(g), [n for n in dir(g) if n == "k"])

#: metaclasses
class Meta(type):
    registry = []
    def __new__(mcs, name, bases, ns, **kw):
        ns["added"] = name.lower()
        cls = super().__new__(mcs, name, bases, ns)
        cls.kw = kw
        return cls
    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)
        Meta.registry.append(name)
    def __call__(cls, *a, **k):
        obj = super().__call__(*a, **k)
        obj.via = "meta"
        return obj
    @property
    def prop(cls): return "p" + cls.__name__
    def method(cls): return cls.__name__
    def __iter__(cls): return iter([1, 2])
    def __len__(cls): return 7
    def __contains__(cls, x): return x == 1
    def __getitem__(cls, k): return k
class X(metaclass=Meta, opt=1):
    def __init__(self, v): self.v = v
class Y(X): pass
print(X.added, Y.added, X.kw, Meta.registry, X(3).via, X(3).v, type(X).__name__, X.prop, Y.method(), list(X), len(X), 1 in X, X["k"])
Z = type("Z", (X,), {"q": 5}); print(Z.q, Z.__name__, Z.added, type(Z) is Meta)
print(type("Plain", (), {"a": 1})().a, isinstance(X, Meta), type(3), type(type))
class Prep(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw): return {"prepared": name}
class Q(metaclass=Prep):
    seen = prepared
print(Q.seen, Q.prepared)

#: init_subclass
class Plugin:
    registry = {}
    def __init_subclass__(cls, /, name=None, **kw):
        super().__init_subclass__(**kw)
        cls.registry[name or cls.__name__] = cls
        cls.tag = name
class A(Plugin): pass
class B(Plugin, name="bee"): pass
class C(B): pass
print(list(Plugin.registry), B.tag, C.tag)
class D:
    pass
try:
    class E(D, x=1): pass
except TypeError as e:
    print(type(e).__name__)
class G:
    def __class_getitem__(cls, k): return (cls.__name__, k)
print(G[int], G["a", "b"])

#: new
class S:
    _inst = None
    def __new__(cls, *a):
        if cls._inst is None:
            cls._inst = super().__new__(cls)
            print("created")
        return cls._inst
    def __init__(self, *a): print("init", a)
print(S(1) is S(2))
class I(int):
    def __new__(cls, v): return super().__new__(cls, v * 2)
    def double(self): return self + self
i = I(4); print(i, i.double(), i + 1, isinstance(i, int), type(i).__name__, i == 8, [0] * I(1))
class St(str):
    def shout(self): return self.upper() + "!"
s = St("hey"); print(s, s.shout(), s + "x", len(s), s == "hey", {s: 1}["hey"], s[0], f"{s:>5}", isinstance(s, str), s.replace("h", "H"))
class Li(list):
    def first(self): return self[0]
l = Li([1, 2]); l.append(3); print(l, l.first(), len(l), l + [4], list(l), sorted(l), l == [1, 2, 3])
class Di(dict):
    def __missing__(self, k): return k * 2
    def __getattr__(self, k): return self[k]
d = Di(a=1); d["b"] = 2; print(d["zz"], d.a, d, dict(d), len(d), "a" in d, {**d}, list(d.items()))
class Tu(tuple):
    def __new__(cls, *v): return super().__new__(cls, v)
print(Tu(1, 2), Tu(1)[0], len(Tu(1, 2, 3)))
class Other:
    def __new__(cls): return 42
print(Other())

#: private_names
class A:
    __secret = 1
    def __init__(self): self.__x = 2
    def get(self): return self.__x, self.__secret, self.__m()
    def __m(self): return "m"
a = A(); print(a.get(), a._A__x, A._A__secret, sorted(a.__dict__))
class B(A):
    def __init__(self):
        super().__init__()
        self.__x = 3
print(sorted(B().__dict__), B().get())

#: operators
class V:
    def __init__(self, v): self.v = v
    def __add__(self, o): return NotImplemented if isinstance(o, str) else V(self.v + getattr(o, "v", o))
    def __radd__(self, o): return V(o + self.v)
    def __iadd__(self, o): self.v += o; return self
    def __mul__(self, o): return ("mul", o)
    def __rmul__(self, o): return ("rmul", o)
    def __sub__(self, o): return "sub"
    def __truediv__(self, o): return "div"
    def __floordiv__(self, o): return "fdiv"
    def __mod__(self, o): return "mod"
    def __pow__(self, o): return "pow"
    def __matmul__(self, o): return "mat"
    def __and__(self, o): return "and"
    def __or__(self, o): return "or"
    def __xor__(self, o): return "xor"
    def __lshift__(self, o): return "ls"
    def __rshift__(self, o): return "rs"
    def __invert__(self): return "inv"
    def __pos__(self): return "pos"
    def __abs__(self): return "abs"
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __index__(self): return 1
    def __str__(self): return f"V{self.v}"
    def __format__(self, spec): return f"<{spec}>"
    def __eq__(self, o): return ["eq", o]
    def __ge__(self, o): return "ge"
v = V(1)
print(v + 2, 2 + v, v * 3, 3 * v, v - 1, v / 1, v // 1, v % 1, v ** 1, v @ 1, v & 1, v | 1, v ^ 1, v << 1, v >> 1, ~v, +v, abs(v), int(v), float(v), [1, 2][v])
v += 5; print(v, f"{v:abc}", str(v), v == 3, v >= 1, v != 3)
try:
    v + "s"
except TypeError as e:
    print(e)
class Sub(V):
    def __radd__(self, o): return "sub first"
print(V(1) + Sub(2))

#: containers_protocol
class Seq:
    def __init__(self): self.d = {}
    def __getitem__(self, k): return self.d.get(k, k)
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
s = Seq(); s[1] = "one"; s["a", 2] = "t"; print(s[1], s["a", 2], s[...]); del s[1]; print(s[1])
class Old:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
print(list(Old()), 10 in Old(), [x for x in Old()])
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print(list(It()), sum(It()), max(It()), tuple(It()), [*It()], dict(zip(It(), "abc")))
a, b, c = It(); print(a, b, c)
class Rev:
    def __reversed__(self): return iter("rev")
    def __len__(self): return 0
print(list(reversed(Rev())), bool(Rev()))

#: class_scope
x = "module"
class A:
    x = "class"
    y = x
    def m(self): return x
    def n(self): return __class__.__name__
    class Inner:
        z = x
    if True:
        w = [x for _ in range(1)]
    for i in range(2): pass
print(A.y, A().m(), A().n(), A.Inner.z, A.w, A.i, A.Inner.__qualname__)
def f():
    x = "function"
    class B:
        y = x
        def m(self): return x
    return B
print(f().y, f()().m(), f().__qualname__)
class C:
    locals()["dyn"] = 1 if False else 1
    a = 1
    b = a + 1
    del a
print(C.b, hasattr(C, "a"), C.__module__)
class Empty: ...
print(Empty.__doc__, Empty.__annotations__ if hasattr(Empty, "__annotations__") else {})

#: repr_defaults
class A: pass
r = repr(A()); print(r.startswith("<__main__.A object at 0x"), repr(A), str(A), repr(print), repr(len))
class B:
    def __str__(self): return "str"
class C:
    def __repr__(self): return "repr"
print(B(), C(), [B() and 1, C()], f"{B()} {C()!r} {C()}", "%s %r" % (C(), C()))
def f(): pass
print(repr(f)[:12], int, [int], type(None), NotImplemented, ...)

#: abstract
from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    def desc(self): return f"{self.name} {self.area()}"
class Sq(Shape):
    name = "sq"
    def area(self): return 4
print(Sq().desc())
for c in (Shape,):
    try:
        c()
    except TypeError as e:
        print("abstract", "area" in str(e))
class Partial(Shape):
    def area(self): return 1
try:
    Partial()
except TypeError as e:
    print("still abstract", "name" in str(e))

#: slots_and_vars
class S:
    __slots__ = ("a",)
    def __init__(self): self.a = 1
print(S().a)
class O:
    def __init__(self): self.__dict__.update(x=1, y=2)
o = O(); o.__dict__["z"] = 3; print(o.x, o.z, vars(o), sorted(vars(o)), o.__dict__ == {"x": 1, "y": 2, "z": 3})
print("m" in O.__dict__, "__init__" in O.__dict__, {k for k in O.__dict__ if not k.startswith("__")})

#: annotations
class A:
    x: int
    y: "str" = "d"
    z: list[int] = []
print(list(A.__annotations__), A.__annotations__["x"], A.__annotations__["y"], A.__annotations__["z"], hasattr(A, "x"), A.y)
n: int = 5
print(n)
def f():
    local: undefined_name = 3
    return local
print(f())
