#: json_dumps_data
import json
data = {"a": 1, "b": [1, 2.5, None, True, False], "c": {"d": "é\n\"x\"\\"}, "e": [], "f": {}, 5: "int", None: "none", True: "t", 1.5: 2}
print(json.dumps(data))

#: json_dumps_data_2
import json
data = {"a": 1, "b": [1, 2.5, None, True, False], "c": {"d": "é\n\"x\"\\"}, "e": [], "f": {}, 5: "int", None: "none", True: "t", 1.5: 2}
print(json.dumps(data, ensure_ascii=False))

#: json_dumps_b
import json
print(json.dumps({"b": 1, "a": [1, {"c": 2}]}, indent=2, sort_keys=True))

#: json_dumps_separators
import json
print(json.dumps([1, 2], separators=(",", ":")), json.dumps({"a": 1}, separators=(",", ":")), json.dumps([1, [2]], indent="\t"), json.dumps([], indent=2), json.dumps({}, indent=2))

#: json_dumps_u2028
import json
print(json.dumps("\u2028 😀 \x7f \x01"), json.dumps(float("inf")), json.dumps(1e100), json.dumps((1, 2)), json.dumps(None), json.dumps(True), json.dumps("a/b"), json.dumps(10**30))

#: json_dumps_s
import json
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set): return sorted(o)
        return super().default(o)
print(json.dumps({"s": {3, 1}}, cls=E), json.dumps({1, 2}, default=list), json.dumps(object, default=str), json.dumps({(1, 2): 3, "k": 4}, skipkeys=True))

#: json_loads_a
import json
print(json.loads('{"a": [1, 2.5, -3e2, true, false, null, "x\\u00e9\\n\\ud83d\\ude00"], "b": {"c": ""}}'), json.loads("1"), json.loads(' "s" '), json.loads("[]"), json.loads(b'{"x": 1}'), json.loads("[1.0, 1e5, 12345678901234567890]"))

#: json_loads_a_2
import json
print(json.loads('{"a": 1, "b": 2}', object_pairs_hook=lambda p: p), json.loads('{"a": {"b": 1}}', object_hook=lambda d: list(d)), json.loads("1.5", parse_float=str), json.loads("NaN"), json.loads("-Infinity"))

#: errors
import json
for bad in ("", "{", "[1,]", '{"a" 1}', "{'a': 1}", '"abc', "[1 2]", "nul", '{"a": }', "[1]x", '"\\q"', '"\n"', "\n\n {]"):
    try:
        print(json.loads(bad))
    except json.JSONDecodeError as error:
        print(error, "|", error.msg, error.pos, error.lineno, error.colno)

#: errors_2
import json
for bad in (lambda: json.dumps({1, 2}), lambda: json.dumps({(1,): 2}), lambda: json.dumps(float("nan"), allow_nan=False), lambda: json.loads(5), lambda: json.dumps(object())):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: json_dumps_r
import json
r = []
r.append(r)
try: json.dumps(r)
except ValueError as error: print(error)

#: json_dumps_s_2
import json
import enum
class S(str, enum.Enum):
    A = "a"
class I(enum.IntEnum):
    X = 3
print(json.dumps([S.A, I.X, {S.A: I.X}]), issubclass(json.JSONDecodeError, ValueError))

#: json_load_io
import json
import io
print(json.load(io.StringIO('{"z": 1}')))

#: out_getvalue
import json
import io
out = io.StringIO()
json.dump({"q": [1]}, out)
print(out.getvalue())
