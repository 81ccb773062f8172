#: getattr_a_v
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
print(getattr(a, "v"), getattr(a, "nope", "default"), hasattr(a, "v"), hasattr(a, "zz"), getattr(b, "m")())

#: a_new_vars
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
print(a.new, vars(a), a.__dict__)

#: vars_a
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
print(vars(a))

#: isinstance_b_a
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
print(isinstance(b, A), isinstance(a, B), issubclass(B, A), isinstance(1, (str, int)), isinstance("a", int | str), isinstance(None, type(None)), type(b).__name__, type(b) is B, B.__bases__, B.__mro__)

#: callable_a_callable
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
print(callable(a), callable(A), callable(len), callable(a.m), callable(lambda: 1), repr(b), str(b), [b], f"{b}", f"{b!r:>6}")

#: t_y_t
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
T = type("T", (A,), {"y": 2, "hello": lambda self: "hi"})
print(T.y, T().hello(), T.__name__, T(3).p)

#: sorted_n_n
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
print(sorted(n for n in dir(b) if not n.startswith("_")), [n for n in dir(A) if not n.startswith("__")])

#: id_a_id
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
print(id(a) == id(a), hash("a") == hash("a"), repr("x"), ascii("ü"), abs(-1), print.__name__)

#: f_f_y
def f(x, *args, y=2, **kw): return (x, args, y, kw)
print(f(1), f(1, 2, 3, y=4, z=5), f(*[1, 2], **{"y": 3}), f.__name__, f.__defaults__, f.__kwdefaults__)

#: list_map_str
print(list(map(str, [1, 2])), list(filter(lambda x: x > 1, [1, 2, 3])), sorted([3, 1], key=lambda v: -v))

#: globals_a_is
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
print(globals()["a"] is a, "f" in globals(), __name__)

#: next_g_list
g = (i for i in range(3))
print(next(g), list(g))

#: len_c_c
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
print(len(c), c[1], "in" in c, c(1, 2), list(c), bool(c), c == 5, hash(c), c < 1, c + 1, 1 + c, -c, f"{c:abc}", [1, 2, 3][c], hex(c))

#: c_e_e
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
with c as e:
    print(e); raise ValueError("swallowed")

#: list_reversed_r
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
with c as e:
    print(e); raise ValueError("swallowed")
class R:
    def __reversed__(self): return iter("rev")
    def __round__(self, n=None): return ("round", n)
    def __abs__(self): return "abs"
    def __int__(self): return 9
    def __float__(self): return 1.5
    def __str__(self): return "R!"
    def __getattr__(self, name):
        if name.startswith("dyn_"): return name[4:]
        raise AttributeError(name)
r = R()
print(list(reversed(r)), round(r), round(r, 2), abs(r), int(r), float(r), str(r), r.dyn_x, getattr(r, "nope", None))

#: errors
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
def f(x, *args, y=2, **kw): return (x, args, y, kw)
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
with c as e:
    print(e); raise ValueError("swallowed")
for bad in (lambda: a.nope, lambda: A.nope, lambda: A(1, 2, 3), lambda: f(), lambda: a(), lambda: isinstance(1, 1), lambda: iter(1), lambda: f(1, x=2), lambda: len(a), lambda: next(5), lambda: a < a, lambda: -a, lambda: a + 1, lambda: undefined_name):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: max_abc_key
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
with c as e:
    print(e); raise ValueError("swallowed")
print(max("abc", key=ord), sum((1, 2), 10), pow(2, 3), divmod(7, 2), round(1.5), all(x for x in [1]), [*map(int, "12")], print("x", end=""), sep="-")

#: s_s_s
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
with c as e:
    print(e); raise ValueError("swallowed")
class S:
    @staticmethod
    def s(): return "static"
    @classmethod
    def k(cls): return cls.__name__
print(S.s(), S().s(), S.k(), S().k(), A.p.fget(b))

#: str_valueerror_v
class A:
    x = 1
    def __init__(self, v=0):
        self.v = v
    def m(self):
        return "m"
    @property
    def p(self):
        return self.v * 2
class B(A):
    def __repr__(self):
        return f"B({self.v})"
a, b = A(1), B(2)
setattr(a, "new", 5)
delattr(a, "new")
class C:
    def __len__(self): return 3
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __contains__(self, x): return x == "in"
    def __call__(self, *a): return a
    def __iter__(self): return iter([1, 2])
    def __bool__(self): return False
    def __eq__(self, o): return True
    def __hash__(self): return 7
    def __lt__(self, o): return True
    def __add__(self, o): return "add"
    def __radd__(self, o): return "radd"
    def __neg__(self): return "neg"
    def __format__(self, spec): return "<" + spec + ">"
    def __index__(self): return 2
    def __enter__(self): return "entered"
    def __exit__(self, *a): return True
c = C()
with c as e:
    print(e); raise ValueError("swallowed")
print(str(ValueError("v")), repr(ValueError("v", 1)), ValueError("a").args, str(KeyError("k")), issubclass(KeyError, LookupError), type(None), NotImplemented, ...)
