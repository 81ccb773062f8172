#: d_d_a
from collections import defaultdict
d = defaultdict(list)
d["a"].append(1)
d["b"]
print(d, d["a"], dict(d), "z" in d, d.get("z"), len(d), isinstance(d, dict), {**d})

#: e_sorted_e
from collections import defaultdict
e = defaultdict(int, x=1)
e["y"] += 5
print(e, sorted(e.items()), e.default_factory, e == {"x": 1, "y": 5})

#: n_a_b
from collections import defaultdict
n = defaultdict(lambda: defaultdict(int))
n["a"]["b"] += 1
print(n["a"]["b"], list(n))

#: o_list_o
from collections import OrderedDict
o = OrderedDict([("a", 1), ("b", 2)])
o["c"] = 3
o.move_to_end("a")
print(o, list(o), o.popitem(), o.popitem(last=False), o, o == {"c": 3}, OrderedDict(a=1) == OrderedDict(a=1), list(o.items()))

#: p_p_x
from collections import namedtuple
P = namedtuple("P", "x y")
p = P(1, y=2)
print(p, p.x, p[1], p._asdict(), p._replace(x=5), P._fields, P._make([3, 4]), p == (1, 2), len(p), [*p], isinstance(p, tuple), hash(p) == hash((1, 2)))

#: q_q__field_defaults
from collections import namedtuple
Q = namedtuple("Q", ["a", "b", "c"], defaults=[9])
print(Q(1, 2), Q._field_defaults, sorted([Q(2, 1), Q(1, 5)])[0])

#: x_y
from collections import namedtuple
P = namedtuple("P", "x y")
p = P(1, y=2)
x, y = p
print(x, y)

#: pp_s_pp
from collections import namedtuple
class PP(namedtuple("Base", "u v")):
    @property
    def s(self): return self.u + self.v
    def __str__(self): return "PP!"
print(PP(1, 2).s, PP(1, 2), repr(PP(1, 2)), PP(u=1, v=2) == (1, 2))

#: c_c_a
from collections import Counter
c = Counter("banana")
print(c, c["a"], c["zz"], c.most_common(2), sorted(c.elements()), c + Counter(a=1), c - Counter("an"), Counter([1, 1, 2]), sum(c.values()), c.total())

#: c_b_dict
from collections import Counter
c = Counter("banana")
c.update("b")
print(c["b"], dict(c))

#: c_a
from collections import Counter
c = Counter("banana")
c.update("b")
c.subtract("a")
print(c["a"])

#: q_q_popleft
from collections import deque
q = deque([1, 2, 3], maxlen=3)
q.append(4)
print(q, q.popleft(), q.pop(), list(q))

#: q_len_q
from collections import deque
q = deque([1, 2, 3], maxlen=3)
q.append(4)
q.appendleft(0)
q.extend([7, 8])
print(q, len(q), q[0], 7 in q, deque("ab"), list(reversed(deque([1, 2]))))

#: r
from collections import deque
r = deque([1, 2, 3])
r.rotate(1)
print(r)

#: r_2
from collections import deque
r = deque([1, 2, 3])
r.rotate(1)
r.extendleft("xy")
print(r)

#: m_a_m
from collections import ChainMap
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(m["a"], m["b"], sorted(m), len(m), m.maps, "b" in m, m.get("zz"), dict(m))

#: m_maps_m
from collections import ChainMap
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
m["n"] = 1
print(m.maps[0], m.new_child({"q": 1})["q"], m.parents["a"])

#: u_u_data
from collections import UserDict
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
u = U(a=1)
u["b"] = 2
print(u, u.data, u["a"], list(u), "a" in u)

#: isinstance_abc_mapping
from collections import defaultdict, UserDict
import collections.abc as abc
d = defaultdict(list)
d["a"].append(1)
d["b"]
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
u = U(a=1)
u["b"] = 2
print(isinstance({}, abc.Mapping), isinstance([], abc.Sequence), isinstance("", abc.Sequence), isinstance({}, abc.MutableMapping), isinstance((), abc.MutableSequence), isinstance(set(), abc.Set), isinstance([], abc.Iterable), isinstance(5, abc.Iterable), isinstance(iter([]), abc.Iterator), isinstance(len, abc.Callable), isinstance("a", abc.Hashable), isinstance([], abc.Hashable), isinstance((i for i in []), abc.Generator), isinstance({}.keys(), abc.KeysView), isinstance(range(3), abc.Sequence), isinstance(u, abc.Mapping), issubclass(list, abc.Sized), isinstance(d, abc.MutableMapping), isinstance({}, abc.Collection), isinstance(1, abc.Container))

#: mm_a_mm
from collections import defaultdict
import collections.abc as abc
d = defaultdict(list)
d["a"].append(1)
d["b"]
class M(abc.Mapping):
    def __init__(self, d): self.d = d
    def __getitem__(self, k): return self.d[k]
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
mm = M({"a": 1})
print(mm["a"], mm.get("z", 5), "a" in mm, list(mm.items()), list(mm.values()), dict(mm), mm == {"a": 1}, {**mm}, mm.keys() == {"a"})

#: isinstance_it_abc
import collections.abc as abc
class It:
    def __iter__(self): return iter([])
print(isinstance(It(), abc.Iterable), isinstance(It(), abc.Iterator))

#: errors
from collections import OrderedDict, namedtuple, deque, ChainMap
P = namedtuple("P", "x y")
p = P(1, y=2)
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
m["n"] = 1
for bad in (lambda: P(1), lambda: P(1, 2, 3), lambda: p._replace(z=1), lambda: namedtuple("X", "a a"), lambda: namedtuple("X", "class"), lambda: deque().pop(), lambda: OrderedDict().popitem(), lambda: m["none"]):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
