#: arithmetic
print(1 + 2, 7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 2 ** 100, 1 / 4, 1e3, 3.0 * 2)
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, 256 >> 3, True + True, not 0, -True)
print(10 ** 20 // 3, (10 ** 20) % 7, -(10 ** 20), abs(-3), divmod(17, 5), divmod(-17, 5))
try:
    1 / 0
except ZeroDivisionError as e:
    print("zero", e)
print(0.1 + 0.2, 1e16, 1e-5, 123456789.123, float("inf"), 1.5 // 0.4, -1.5 % 1)

#: chained_comparisons
x = 5
print(1 < x < 10, 1 < x > 7, 1 == 1.0 == True, "a" < "b" <= "b")
def f(v):
    print("f", v)
    return v
print(f(1) < f(3) < f(2) < f(9))
print(3 in [1, 2, 3], 4 not in (1, 2), "ab" in "cab", None is None, 1 is not None)

#: logic
print(0 or "x", 1 and "y", "" or [] or {}, None and 1, not [] and not {}, 1 if [] else 2)
a = [] or None
print(a, a or "default")

#: strings
s = "hello"
print(s[0], s[-1], s[1:3], s[::-1], s[:2], s[3:], s[::2], s * 2, s + " world", len(s))
print("a" "b" 'c', """tri
ple""", r"raw\n", b"bytes", "\x41\u00e9\N{BULLET}")
print(repr("it's"), repr('say "hi"'), repr("a\nb\t\\"), repr("é☃"), repr(b"\x00a'"))
print("%s and %d and %5.2f and %r and %%" % ("x", 3, 2.5, "q"), "%(a)s-%(b)03d" % {"a": 1, "b": 2})
print("{} {1} {name!r:>6}".format(1, 2, name="n") if False else "{0} {1} {name!r:>6}".format(1, 2, name="n"))
print("{:>10}|{:<10}|{:^10}|{:*^9}".format("r", "l", "c", "m"), "{:,}".format(1234567), "{:08.3f}".format(3.14159))
print("a,b,,c".split(","), " x y ".split(), "a-b-c".rsplit("-", 1), "-".join(["a", "b"]), "Abc".lower(), "abc".upper())

#: fstrings
name, n, pi = "Bob", 42, 3.14159
print(f"{name} {n:>5} {n:05d} {pi:.2f} {name!r} {name=} {n = } {'nested ' + name}")
print(f"{n:#x} {n:b} {n:,} {1000000:_} {0.5:.0%} {pi:10.3e} {n!s:>4}")
width = 8
print(f"{name:>{width}}|{name:<{width}}|{{literal}}|{ {'a': 1}['a'] }|{[x for x in range(3)]}")
print(f"{'a' if n else 'b'}" f" joined {n}" " plain", f"{n:{'>' + str(10)}}")
print(f"{-5:+d} {5:+d} {5: d} {255:X} {1234.5:g} {1e20:g} {0.0001:g} {12345678:g}")

#: lists
l = [3, 1, 2]
l.append(4); l.extend([5, 6]); l.insert(0, 0)
print(l, l[1:3], l[-2:], sorted(l, reverse=True), sum(l), min(l), max(l), l.index(2), l.count(1))
l[1:3] = ["x", "y", "z"]
print(l); del l[0]; print(l); del l[1:3]; print(l); l[::2] = [9, 9, 9]; print(l)
l += [7]; print(l, [1] * 3, [1, 2] + [3], [1, 2] == [1, 2], [1, 2] < [1, 3], l.pop(), l)
a, *b, c = range(6); print(a, b, c)
(d, e), f = (1, 2), 3; print(d, e, f)
*g, = "xyz"; print(g)
print([*range(3), *"ab"], (*[1], 2), {*[1, 1, 2]})
x = y = []
x.append(1); print(y, x is y)
print(list(reversed([1, 2, 3])), list(zip([1, 2], "ab")), list(enumerate("ab", 1)), list(map(str, [1, 2])), list(filter(None, [0, 1, 2])))

#: dicts
d = {"a": 1, "b": 2, **{"c": 3, "a": 0}}
print(d, d["a"], d.get("z"), d.get("z", 9), "b" in d, len(d), list(d), list(d.values()), list(d.items()))
d["n"] = {"x": 1}; d["n"]["y"] = 2
print(d | {"q": 1}, d.pop("a"), d.setdefault("s", []), d)
d |= {"b": 5}; del d["c"]; d.update(k=1); print(d)
print({k: v for k, v in zip("ab", [1, 2])}, dict(a=1, b=2), dict([("x", 1)]), {1: "int", True: "bool", 1.0: "float"})
try:
    d["missing"]
except KeyError as e:
    print("KeyError", e, repr(e))
for k, v in {"a": 1}.items():
    print(k, v)
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, {(1, 2): 3}[(1, 2)])

#: sets
s = {1, 2, 3}
print(sorted(s | {4}), s & {1, 2}, sorted(s - {1}), sorted(s ^ {3, 4}), s >= {1}, s == {3, 2, 1}, {1} < s)
s.add(5); s.discard(1); print(sorted(s), set(), frozenset([1]), len(s), 5 in s)
print({x % 2 for x in range(5)} == {0, 1}, {frozenset([1]): "fs"})

#: loops
for i in range(3):
    if i == 1:
        continue
    print(i, end=" ")
else:
    print("else")
for i in range(5):
    if i == 2:
        break
else:
    print("not printed")
n = 3
while n:
    n -= 1
    if n == 1:
        continue
else:
    print("done", n)
for i, (a, b) in enumerate([(1, 2), (3, 4)]):
    print(i, a, b)
for x in [1, 2]:
    for y in [1, 2]:
        if y == 2:
            break
        print(x, y)
print([i for i in range(10, 0, -3)], list(range(0)), range(5)[2], range(10)[2:8:2], len(range(0, 10, 3)))

#: comprehensions
print([x * y for x in range(3) for y in range(3) if x != y])
print({x: [y for y in range(x)] for x in range(3)})
print(sum(x for x in range(10) if x % 2), any(x > 2 for x in [1, 2, 3]), all([]))
print([[j for j in range(i)] for i in range(3)], [(a, b) for a, b in [(1, 2)]])
x = "outer"
print([x for x in range(2)], x)
class C:
    items = [1, 2]
    doubled = [i * 2 for i in items]
print(C.doubled)
print([y := 1, y ** 2], y, [last := i for i in range(3)], last)
print(list(x for x in "ab"), dict((k, 1) for k in "ab"))

#: augmented
a = 5; a += 2; a -= 1; a *= 3; a //= 2; a **= 2; a %= 10; a <<= 2; a |= 1; a &= 7; a ^= 2
print(a)
class O: v = 1
o = O(); o.v += 5; print(o.v, O.v)
d = {"k": [1]}; d["k"] += [2]; print(d)
t = (1,); t += (2,); print(t)
s = "a"; s *= 3; print(s)
def idx():
    print("once")
    return 0
l = [1]; l[idx()] += 1; print(l)

#: slices
l = list(range(10))
print(l[2:5], l[:-3], l[-3:], l[::3], l[::-2], l[5:2:-1], l[100:], l[-100:3], l[slice(1, 4)])
print("abcdef"[1:-1], "abc"[5:], (1, 2, 3)[::-1], b"abc"[1:], b"abc"[0])
print(slice(1, 2), slice(None, 5).indices(3))

#: del_and_unpack
x = 1
del x
try:
    x
except NameError as e:
    print(e)
def f():
    y = 1
    del y
    try:
        y
    except UnboundLocalError as e:
        print(type(e).__name__, e)
f()
try:
    a, b = 1, 2, 3
except ValueError as e:
    print(e)
try:
    a, b, c = [1, 2]
except ValueError as e:
    print(e)
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)

#: assert_and_errors
try:
    assert 1 == 2, "message %d" % 3
except AssertionError as e:
    print("assert", e)
try:
    assert False
except AssertionError as e:
    print("assert", repr(e))
for attempt in [lambda: [] + 1, lambda: 'a' + 1, lambda: None.x, lambda: [1][5], lambda: {}['k'], lambda: int('x'), lambda: undefined, lambda: len(5), lambda: 5(), lambda: (1).foo, lambda: [].foo(), lambda: "a" < 1, lambda: -"a", lambda: [1]["x"], lambda: {[]: 1}]:
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)
