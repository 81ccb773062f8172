#: exceptions
def f(n):
    try:
        if n == 0: raise ValueError("v")
        if n == 1: raise KeyError("k")
        if n == 2: return "returned"
        if n == 3: [][0]
        return "normal"
    except ValueError as e:
        return f"value {e}"
    except (KeyError, IndexError) as e:
        return f"lookup {type(e).__name__}"
    else:
        return "else"
    finally:
        print("finally", n)
print([f(i) for i in range(5)])
try:
    try:
        raise ValueError("inner")
    except ValueError as e:
        raise RuntimeError("outer") from e
except RuntimeError as e:
    print(e, repr(e.__cause__), e.__context__ is e.__cause__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise KeyError("during")
except KeyError as e:
    print(repr(e.__context__), e.__cause__)
try:
    raise ValueError
except ValueError as e:
    print(repr(e), e.args)
try:
    try:
        raise TypeError("again")
    except TypeError:
        raise
except TypeError as e:
    print("reraised", e)
try:
    raise Exception("a", 1)
except Exception as e:
    print(e, e.args)
try:
    raise 5
except TypeError as e:
    print(e)
try:
    raise
except RuntimeError as e:
    print(e)

#: custom_exceptions
class E(Exception):
    def __init__(self, code, *a):
        super().__init__(code, *a)
        self.code = code
    def __str__(self): return f"E{self.code}"
class F(E, ValueError): pass
try:
    raise F(3, "x")
except ValueError as e:
    print(e, e.code, e.args, isinstance(e, E), repr(e))
class G(Exception): pass
print(str(G()), str(G("m")), repr(G("m", 2)), G("q") == G("q"))
class Quiet(Exception):
    def __init__(self, a, b=2): self.a = a
print(Quiet(1, b=3).args, Quiet(7).a)
e = ValueError("noted"); e.add_note("n1"); print(e.__notes__)

#: finally_flow
def f():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print("body", i)
        finally:
            print("fin", i)
    return "end"
print(f())
def g():
    try:
        return "try"
    finally:
        print("cleanup")
def h():
    while True:
        try:
            return 1
        finally:
            break
    return 2
def k():
    try:
        raise ValueError
    finally:
        return "swallowed"
print(g(), h(), k())
def nested():
    try:
        try:
            raise ValueError("a")
        finally:
            print("inner finally")
    except ValueError as e:
        print("outer", e)
        try:
            raise KeyError("b")
        except KeyError:
            print("inner except")
        print("still", e)
    try:
        e
    except UnboundLocalError:
        print("e unbound")
nested()
def loop_in_handler():
    out = []
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as e:
            if e.args[0] == 1: continue
            out.append(e.args[0])
    return out
print(loop_in_handler())
def ret_in_except():
    try:
        raise ValueError
    except ValueError:
        return "from except"
    finally:
        print("f")
print(ret_in_except())
def else_raises():
    try:
        pass
    except KeyError:
        print("no")
    else:
        try:
            raise KeyError("in else")
        except KeyError as e:
            return str(e)
print(else_raises())

#: with
class M:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    def __enter__(self):
        print("enter", self.n)
        return self
    def __exit__(self, t, v, tb):
        print("exit", self.n, t.__name__ if t else None)
        return self.swallow
with M(1) as a, M(2) as b:
    print(a.n, b.n)
with M(3, True):
    raise ValueError("swallowed")
try:
    with M(4):
        raise KeyError("x")
except KeyError as e:
    print("outside", e)
def f():
    with M(5):
        return "ret"
print(f())
for i in range(3):
    with M(i):
        if i == 1: break
        continue
with (M(6) as x, M(7)):
    pass
try:
    with 5: pass
except TypeError as e:
    print(str(e)[:50])

#: contextlib
from contextlib import contextmanager, suppress, nullcontext, ExitStack
@contextmanager
def cm(n):
    print("in", n)
    try:
        yield n * 2
    except ValueError as e:
        print("handled", e)
    finally:
        print("out", n)
with cm(1) as v:
    print(v)
with cm(2):
    raise ValueError("boo")
try:
    with cm(3):
        raise KeyError("through")
except KeyError as e:
    print("got", e)
with suppress(KeyError): {}["x"]
with nullcontext(5) as n: print(n)
with ExitStack() as stack:
    stack.enter_context(cm(9))
    stack.callback(print, "callback")
@cm(8)
def decorated(): print("in decorated")
decorated()

#: match
def m(x):
    match x:
        case 0: return "zero"
        case 1 | 2: return "small"
        case str() as s if s.startswith("q"): return f"q {s}"
        case "exact": return "ex"
        case []: return "empty"
        case [a]: return f"one {a}"
        case [a, "lit", *rest]: return f"lit {a} {rest}"
        case (a, b): return f"pair {a} {b}"
        case [first, *_, last]: return f"ends {first} {last}"
        case {"k": v, **rest}: return f"map {v} {rest}"
        case {"a": {"b": [c]}}: return f"deep {c}"
        case None: return "none"
        case True: return "true"
        case float(f): return f"float {f}"
        case Pt(x=0, y=y): return f"y axis {y}"
        case Pt(x, y): return f"pt {x} {y}"
        case Color.RED: return "red"
        case _: return "other"
class Pt:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Color: RED = object()
for v in [0, 2, "quick", "exact", "s", [], [5], [1, "lit", 3, 4], (7, 8), [1, 2, 3], {"k": 1, "z": 2}, {"a": {"b": [3]}}, {}, None, True, 2.5, Pt(0, 3), Pt(1, 2), Color.RED, object]:
    print(m(v))
match {"x": 1}:
    case {"x": int(n)} if n > 5: print("big")
    case {"x": n}: print("n", n)
match [1, [2, [3]]]:
    case [a, [b, [c]]]: print(a, b, c)

#: walrus_and_ternary
data = [1, 5, 10]
if (n := len(data)) > 2: print("long", n)
while (x := data.pop()) > 1: print(x)
print([y for d in [1, 2, 3] if (y := d * 2) > 2], y)
print("a" if n > 5 else "b" if n > 2 else "c")
def f():
    return [(z := i) for i in range(3)], z
print(f())

#: exception_groups
try:
    raise ExceptionGroup("eg", [ValueError(1), KeyError("k"), ValueError(2)])
except* ValueError as g:
    print("values", [str(e) for e in g.exceptions])
except* KeyError as g:
    print("keys", len(g.exceptions))
try:
    try:
        raise ExceptionGroup("outer", [TypeError("t"), ValueError("v")])
    except* ValueError:
        print("took value")
except ExceptionGroup as g:
    print("rest", g.exceptions)

#: tracebacks_and_uncaught
def inner():
    raise LookupError("deep")
def outer():
    inner()
import sys
try:
    outer()
except LookupError:
    t, v, tb = sys.exc_info()
    print(t.__name__, v)
print(sys.exc_info())
outer()
