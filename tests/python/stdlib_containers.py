#: items_items_pop
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
print(items, items.pop(), items.pop(0), items)

#: items_items_index
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
print(items, items.index(1), items.count(2), items.copy() == items)

#: items
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
print(items)

#: items_2
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
items.sort(reverse=True)
print(items)

#: items_3
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
items.sort(reverse=True)
items.sort(key=lambda x: x % 3)
print(items)

#: sorted_b_a
print(sorted(["b", "A", "c"], key=str.lower), sorted({"x": 1, "a": 2}), sorted("cab"), sorted([(2, "b"), (1, "z"), (2, "a")]))

#: items_4
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
items.sort(reverse=True)
items.sort(key=lambda x: x % 3)
items[1:3] = ["x", "y", "z"]
print(items)

#: items_items_items
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
items.sort(reverse=True)
items.sort(key=lambda x: x % 3)
items[1:3] = ["x", "y", "z"]
del items[0]
print(items, items[::2], items[-1], [1] * 3, [1] + [2])

#: a_a_a
a = [1, 2]
a += (3,)
a *= 2
print(a, 2 in a, a == [1, 2, 3, 1, 2, 3], [1, 2] < [1, 3], len(a))

#: a_bool_a
a = [1, 2]
a += (3,)
a *= 2
a.clear()
print(a, bool(a), list("ab"), list(range(5)), list((1, 2)), list({"k": 1}))

#: nested
nested = [[]] * 2
nested[0].append(1)
print(nested)

#: r
r = [1]
r.append(r)
print(r)

#: t_t_t
t = (1, 2, 3)
print(t + (4,), t * 2, t[1], t[::-1], t.index(2), t.count(1), (1,), (), tuple([1, 2]), t < (1, 3))

#: x_y
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
items.sort(reverse=True)
items.sort(key=lambda x: x % 3)
t = (1, 2, 3)
x, *y = t
print(x, y)

#: p_q_r
r = [1]
r.append(r)
(p, q), r = (1, 2), 3
print(p, q, r)

#: d_d_a
d = {"a": 1, "b": 2}
d["c"] = 3
print(d, d["a"], d.get("z"), d.get("z", 0), "a" in d, len(d), list(d), d.keys(), d.values(), d.items())

#: d_pop_a
d = {"a": 1, "b": 2}
d["c"] = 3
print(d.pop("a"), d.pop("zz", None), d.setdefault("n", []), d.setdefault("b", 9), d)

#: d
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"b": 5}, e=6)
d.update([("f", 7)])
print(d)

#: d_popitem_d
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"b": 5}, e=6)
d.update([("f", 7)])
print(d.popitem(), d | {"x": 1}, {**d, "y": 2}, dict(a=1), dict([("k", "v")]), dict({"q": 1}, r=2), dict.fromkeys("ab", 0))

#: d_d_c
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"b": 5}, e=6)
d.update([("f", 7)])
del d["b"]
d |= {"w": 1}
print(d, d == {"c": 3, "n": [], "e": 6, "w": 1}, {k: v for k, v in zip("ab", [1, 2])}, list(reversed(d)))

#: view_late_view
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"b": 5}, e=6)
d.update([("f", 7)])
del d["b"]
d |= {"w": 1}
view = d.keys()
d["late"] = 1
print(view, "late" in view, sorted(view & {"c", "late"}), {"c"} | {"d"} == {"c", "d"}, list(d.items())[0], len(d.values()))

#: d_copy_is
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"b": 5}, e=6)
d.update([("f", 7)])
del d["b"]
d |= {"w": 1}
d["late"] = 1
print(d.copy() is d, d.items() == d.copy().items(), 3 in d.values(), ("c", 3) in d.items())

#: d_2
d = {"a": 1, "b": 2}
d["c"] = 3
d.update({"b": 5}, e=6)
d.update([("f", 7)])
del d["b"]
d |= {"w": 1}
d["late"] = 1
d.clear()
print(d)

#: s_sorted_s
s = {1, 2, 3}
s.add(4)
s.discard(9)
s.remove(1)
print(s, sorted(s | {9}), s & {2, 3}, s - {2}, s ^ {2, 7}, s <= {2, 3, 4, 5}, s.issuperset({2}), s.isdisjoint({8}))

#: sorted_s_s
s = {1, 2, 3}
s.add(4)
s.discard(9)
s.remove(1)
s.update([7], {8})
print(sorted(s), s.union([1], [0]) == {0, 1, 2, 3, 4, 7, 8}, s.intersection([2, 7]), s.difference([2]), set(), set("a"), len(s))

#: f_f_v
f = frozenset([1, 2])
print(f, {f: "v"}[frozenset([2, 1])], f | {3}, type(f | {3}).__name__, type({3} | f).__name__, hash(f) == hash(frozenset([2, 1])))

#: range_range_list
print(range(5), range(1, 10, 3), list(range(10, 0, -3)), 3 in range(5), len(range(0, 10, 3)), range(5)[2], range(5)[1:3], range(3) == range(0, 3), range(0, 6, 2).index(4), list(reversed(range(3))))

#: slice_slice_none
print(slice(1, 2), slice(None, 3).indices(10), [0, 1, 2, 3][slice(1, 3)])

#: list_enumerate_ab
items = [3, 1, 2]
items.append(4)
items.extend([5, 6])
items.insert(0, 0)
items.remove(3)
items.reverse()
items.sort()
items.sort(reverse=True)
items.sort(key=lambda x: x % 3)
t = (1, 2, 3)
x, *y = t
print(list(enumerate("ab", 1)), list(zip("ab", [1, 2], (3, 4))), list(map(lambda x, y: x + y, [1, 2], [3, 4])), list(filter(None, [0, 1, "", "a"])), list(reversed([1, 2])))

#: any_all_any
print(any([0, 1]), all([1, 0]), any([]), all([]), next(iter([1])), next(iter([]), "end"), list(iter([1, 2].pop, 1)))

#: next_it_list
it = iter([1, 2, 3])
print(next(it), list(it), list(it))

#: errors
for bad in (lambda: [][0], lambda: {}["k"], lambda: [1].remove(2), lambda: {1}.remove(5), lambda: {[]: 1}, lambda: [1].index(9), lambda: list(zip([1], [1, 2], strict=True)), lambda: next(iter([])), lambda: [3, "a"].sort(), lambda: len(5), lambda: dict([1]), lambda: {}.popitem(), lambda: [].pop(), lambda: min([]), lambda: set([[]]), lambda: [1, 2][5], lambda: {1: 2} < {1: 3}):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: i_j_i
print([i * j for i in range(3) for j in range(2) if i], {i % 2 for i in range(5)}, sum(i for i in range(4)), [*range(2), *"ab"], {"a": 1, **{"b": 2}})
