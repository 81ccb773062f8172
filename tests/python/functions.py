#: parameters
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6), f(*[1, 2], **{"c": 3, "z": 1}))
def g(a, /, b, *, c=1):
    return a, b, c
print(g(1, 2), g(1, b=2, c=3))
def h(*, only): return only
print(h(only=1))
def m(a, b=[]):
    b.append(a)
    return b
print(m(1), m(2), m(3, []))
print((lambda x, y=2, *z, k=1, **q: (x, y, z, k, q))(1, 5, 6, k=3, w=4))

#: argument_errors
def f(a, b, c=1): pass
def g(*, k): pass
def h(a, /): pass
def z(): pass
class K:
    def m(self, x): pass
for call in [lambda: f(), lambda: f(1), lambda: f(1, 2, 3, 4), lambda: f(1, 2, d=4), lambda: f(1, 2, a=1), lambda: g(), lambda: g(1), lambda: h(a=1), lambda: z(1), lambda: K().m(), lambda: K().m(1, 2), lambda: f(1, 2, **{'b': 3}), lambda: h(), lambda: z(x=1)]:
    try:
        call()
    except TypeError as e:
        print(e)

#: closures
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get():
        return n
    return inc, get
inc, get = counter()
inc(); inc(5)
print(get())
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], [f() for f in [lambda: j for j in range(3)]])
x = "global"
def outer():
    x = "outer"
    def inner():
        return x
    def setter():
        global x
        x = "changed"
    setter()
    return inner()
print(outer(), x)
def make(n):
    return [lambda v: v + n + k for k in range(2)]
print([f(1) for f in make(10)])
def late():
    def use():
        return value
    value = 7
    return use()
print(late())
def rec(n):
    def fact(k):
        return 1 if k <= 1 else k * fact(k - 1)
    return fact(n)
print(rec(5))

#: decorators
import functools
def twice(f):
    @functools.wraps(f)
    def wrapper(*a, **k):
        return f(*a, **k) * 2
    return wrapper
def tag(name):
    def deco(f):
        f.tag = name
        return f
    return deco
@twice
@tag("t")
def hello(x):
    """Doc."""
    return x
print(hello(4), hello.__name__, hello.__doc__, hello.tag, hello.__wrapped__(1))
def cls_deco(cls):
    cls.extra = 1
    return cls
@cls_deco
class A: pass
print(A.extra)
@repr
def shown(): pass
print(shown[:15])

#: function_attributes
def f(a, b: int = 1, *, c: "str" = "x") -> None:
    "docs"
f.custom = [1]
print(f.__name__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.custom, f.__module__, f.__qualname__)
print({k: getattr(v, "__name__", v) for k, v in f.__annotations__.items()})
print(callable(f), callable(1), hasattr(f, "nope"), f.__dict__)
class C:
    def m(self):
        def inner(): pass
        return inner
print(C.m.__qualname__, C().m.__func__ is C.m, C().m().__qualname__)

#: recursion_limit
def f(n):
    return f(n + 1)
try:
    f(0)
except RecursionError as e:
    print("recursion", str(e)[:32])

#: generators
def gen(n):
    print("start")
    for i in range(n):
        got = yield i
        if got:
            print("got", got)
    return "done"
g = gen(3)
print(next(g), next(g), g.send("hi"))
try:
    next(g)
except StopIteration as e:
    print("stop", e.value)
print(next(g, "default"))
def chain(*its):
    for it in its:
        yield from it
print(list(chain([1, 2], "ab", gen(1))))
def outer():
    r = yield from gen(1)
    print("r", r)
    yield "end"
print(list(outer()))
def infinite():
    n = 0
    while True:
        yield n
        n += 1
for i in infinite():
    if i > 3:
        break
print(i)
import itertools
print(list(itertools.islice(infinite(), 3)))
print((x for x in []).__class__.__name__, type(gen(1)).__name__)

#: generator_cleanup
def g():
    try:
        yield 1
        yield 2
    except ValueError as e:
        print("caught", e)
        yield 3
    finally:
        print("finally")
it = g()
print(next(it), it.throw(ValueError("v")))
try:
    next(it)
except StopIteration:
    print("stopped")
it = g(); next(it); it.close(); print("closed")
def h():
    with_value = yield
    print("received", with_value)
    yield with_value
it = h(); next(it); print(it.send(5))
def raising():
    yield 1
    raise KeyError("k")
it = raising()
try:
    for x in it:
        print(x)
except KeyError as e:
    print("KeyError", e)
print(list(it))
def inner():
    try:
        yield 1
    except ValueError:
        yield "inner caught"
def delegating():
    yield from inner()
    yield "after"
it = delegating(); next(it)
print(it.throw(ValueError()), next(it))
def stop():
    raise StopIteration
    yield
try:
    list(stop())
except RuntimeError as e:
    print(e)

#: coroutines
import asyncio
async def value(x):
    return x * 2
async def main():
    total = 0
    async for i in agen(3):
        total += i
    async with Manager() as m:
        print("in", m)
    return total + await value(4), [x async for x in agen(2)], {await value(x) for x in [1]}
async def agen(n):
    for i in range(n):
        yield i
class Manager:
    async def __aenter__(self):
        print("enter")
        return "m"
    async def __aexit__(self, *exc):
        print("exit", exc[0])
print(asyncio.run(main()))
class It:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2: raise StopAsyncIteration
        return self.n
async def loop():
    async for x in It():
        print(x)
    else:
        print("else")
asyncio.run(loop())
class Aw:
    def __await__(self):
        return 5
        yield
async def aw(): return await Aw()
print(asyncio.run(aw()))

#: global_statement
count = 0
def bump():
    global count, fresh
    count += 1
    fresh = "made"
bump(); bump()
print(count, fresh)
def f():
    global g
    def g(): return "g"
f(); print(g())
def shadow():
    print_ = print
    len = 3
    print_(len)
shadow()
def unbound():
    print(later)
    later = 1
try:
    unbound()
except UnboundLocalError as e:
    print(e)
def free():
    def use(): return v
    try:
        use()
    except NameError as e:
        print(e)
    v = 1
free()

#: code objects
def f(a, b, /, c, *, d=1, **rest):
    return a
async def g(*args):
    pass
def h():
    yield 1
for function in (f, g, h, lambda x: x):
    code = function.__code__
    print(code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_varnames[: code.co_argcount])
    print(bool(code.co_flags & 4), bool(code.co_flags & 8), bool(code.co_flags & 0x20), bool(code.co_flags & 0x80), type(code).__name__)
print(f.__code__.co_varnames, f.__code__.co_firstlineno)
