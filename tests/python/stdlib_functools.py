#: add_add_c
from functools import partial
add = partial(lambda a, b, c=0: a + b + c, 1, c=10)
print(add(2), add(2, c=0), add.args, add.keywords, partial(int, base=2)("101"))

#: g_g___name__
from functools import wraps
def deco(f):
    @wraps(f)
    def inner(*a, **k):
        """inner doc"""
        return f(*a, **k) + 1
    return inner
@deco
def g(x):
    """doc of g"""
    return x
print(g(1), g.__name__, g.__doc__, g.__wrapped__(1), g.__qualname__, g.__module__)

#: sq_sq_sq
from functools import lru_cache
calls = []
@lru_cache(maxsize=2)
def sq(x):
    calls.append(x)
    return x * x
print(sq(2), sq(2), sq(3), sq(4), sq(2), calls, sq.cache_info())

#: sq_cache_info_hits
from functools import lru_cache
calls = []
@lru_cache(maxsize=2)
def sq(x):
    calls.append(x)
    return x * x
sq.cache_clear()
print(sq.cache_info().hits)

#: fib
from functools import cache
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(50))

#: bare_is_bare
from functools import lru_cache
@lru_cache
def bare(): return object()
print(bare() is bare())

#: c_v_c
from functools import lru_cache, cached_property
class C:
    n = 0
    @cached_property
    def v(self):
        C.n += 1
        return 42
    @lru_cache
    def meth(self, x): return x + 1
c = C()
print(c.v, c.v, C.n, c.__dict__, c.meth(1))

#: reduce_operator_add
import operator
from functools import reduce, cmp_to_key
print(reduce(operator.add, [1, 2, 3]), reduce(lambda a, b: a * b, [], 7), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))

#: v_v_v
from functools import total_ordering
@total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(V(1) <= V(1), V(2) > V(1), V(1) >= V(2), V(1) < V(2), max([V(1), V(3)], key=lambda x: x.v).v)

#: kind_kind_a
from functools import singledispatch
@singledispatch
def kind(x): return "object"
print(kind(1), kind("a"), kind([]), kind(True))

#: list_itertools_chain
import itertools, operator
print(list(itertools.chain([1], [2, 3])), list(itertools.chain.from_iterable([[1], "ab"])), list(itertools.islice(itertools.count(5, 2), 3)), list(itertools.islice("abcdef", 1, 5, 2)), list(itertools.repeat("x", 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.accumulate([1, 2, 3], operator.mul, initial=10)))

#: list_itertools_product
import itertools
print(list(itertools.product("ab", [1, 2])), list(itertools.permutations([1, 2, 3], 2)), list(itertools.combinations("abc", 2)), list(itertools.combinations_with_replacement("ab", 2)), list(itertools.zip_longest([1], "ab", fillvalue="-")), list(itertools.starmap(pow, [(2, 3)])), list(itertools.pairwise("abc")))

#: k_list_v
import itertools
print([(k, list(v)) for k, v in itertools.groupby("aabbc")], list(itertools.takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(itertools.dropwhile(lambda x: x < 3, [1, 3, 1])), list(itertools.filterfalse(lambda x: x % 2, range(4))), list(itertools.compress("abc", [1, 0, 1])), [next(x) for x in itertools.tee([1, 2])], list(itertools.islice(itertools.cycle("ab"), 5)))

#: operator_itemgetter_operator
import operator
from functools import lru_cache, cached_property
class C:
    n = 0
    @cached_property
    def v(self):
        C.n += 1
        return 42
    @lru_cache
    def meth(self, x): return x + 1
c = C()
print(operator.itemgetter(1)([1, 2]), operator.itemgetter("a", "b")({"a": 1, "b": 2}), operator.attrgetter("v")(c), operator.attrgetter("__class__.__name__")(c), operator.methodcaller("upper")("a"), operator.add(1, 2), operator.contains([1], 1), operator.or_(1, 2), operator.not_(1), operator.eq(1, 1))

#: cm_v_v
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)

#: cm_raise_valueerror
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with cm(3): raise ValueError("boom")

#: cm_raise_keyerror
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with cm(3): raise ValueError("boom")
try:
    with cm(4): raise KeyError("k")
except KeyError as e: print("out", e)

#: contextlib_suppress_zerodivisionerror
import contextlib
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0

#: contextlib_nullcontext_v
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.nullcontext(5) as v: print(v)

#: contextlib_exitstack_st
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with cm(3): raise ValueError("boom")
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.nullcontext(5) as v: print(v)
with contextlib.ExitStack() as st:
    print(st.enter_context(cm("s"))); st.callback(print, "callback")

#: contextlib_closing_cl
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with cm(3): raise ValueError("boom")
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.nullcontext(5) as v: print(v)
with contextlib.ExitStack() as st:
    print(st.enter_context(cm("s"))); st.callback(print, "callback")
class Cl:
    def close(self): print("closed")
with contextlib.closing(Cl()) as z: pass

#: decorated
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with cm(3): raise ValueError("boom")
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.nullcontext(5) as v: print(v)
with contextlib.ExitStack() as st:
    print(st.enter_context(cm("s"))); st.callback(print, "callback")
@cm("deco")
def decorated(): return "body"
print(decorated())

#: ctx_pass
import contextlib
@contextlib.contextmanager
def cm(x):
    print("enter", x)
    try:
        yield x * 2
    except ValueError as e:
        print("caught", e)
    finally:
        print("exit")
with cm(2) as v: print(v)
with cm(3): raise ValueError("boom")
with contextlib.suppress(ZeroDivisionError, KeyError): 1 / 0
with contextlib.nullcontext(5) as v: print(v)
with contextlib.ExitStack() as st:
    print(st.enter_context(cm("s"))); st.callback(print, "callback")
class Cl:
    def close(self): print("closed")
with contextlib.closing(Cl()) as z: pass
class Ctx(contextlib.ContextDecorator):
    def __enter__(self): print("in"); return self
    def __exit__(self, *a): print("out"); return False
with Ctx(): pass

#: operators_in_place
import operator as o
class Both:
    def __isub__(self, other): return "in place"
print(o.isub(7, 2), o.imul([1], 2), o.ifloordiv(7, 2), o.itruediv(7, 2), o.imod(7, 4), o.ipow(2, 3), o.ilshift(1, 4), o.irshift(16, 2), o.ixor({1, 2}, {2, 3}), o.iconcat([1], [2]), o.isub(Both(), 1))
kept = [1]
print(o.iadd(kept, [2]) is kept, o.imul(kept, 2) is kept, kept)
