#: yaml_documents
import yaml
text = """
plain: text
quoted: 'yes'
flags: [yes, No, on, OFF, true]
numbers: [1, -5, 010, 0x1F, 0b11, 1_000, 1:30, 1.5, -2.5e+3, .inf, 1e3]
nothing: [~, null, '', ]
empty:
dates: [2024-01-02, 2024-01-02 03:04:05, 2024-01-02T03:04:05.25Z, 2024-01-02T03:04:05+02:00]
block: |
  one
  two
folded: >-
  one
  two
base: &base {a: 1, b: 2}
more: &more {b: 3, c: 4}
merged: {<<: *base, b: 9}
both:
  <<: [*base, *more]
  d: 5
again: *base
tagged: !!str 12
set: !!set {x, y}
pairs: !!pairs [a: 1, a: 2]
binary: !!binary aGVsbG8=
3: three
? [1]
: skipped
"""
try:
    yaml.safe_load(text)
except yaml.YAMLError as error:
    print(type(error).__name__)
for key, value in yaml.safe_load(text.replace("? [1]\n: skipped\n", "")).items():
    print(repr(key), repr(sorted(value) if isinstance(value, set) else value))
print(yaml.safe_load(""), yaml.safe_load("x"), list(yaml.safe_load_all("a: 1\n---\nb: 2\n")))
print(yaml.load("a: 010", Loader=yaml.BaseLoader), yaml.load(b"a: 1", Loader=yaml.CSafeLoader))
same = yaml.safe_load("a: &x [1]\nb: *x")
print(same["a"] is same["b"])

#: yaml_errors_and_constructors
import yaml
from yaml.constructor import ConstructorError
for text in ["a: [1", "a: !thing 1", "a: 1\n---\nb: 2", "a: *nowhere"]:
    try:
        print(yaml.safe_load(text))
    except yaml.YAMLError as error:
        print(isinstance(error, yaml.MarkedYAMLError), type(error).__name__ if isinstance(error, ConstructorError) else "-")
class Loader(yaml.SafeLoader):
    pass
Loader.add_constructor("!join", lambda loader, node: "-".join(loader.construct_sequence(node)))
Loader.add_constructor("!env", lambda loader, node: loader.construct_scalar(node).upper())
Loader.add_multi_constructor("!m/", lambda loader, suffix, node: (suffix, loader.construct_mapping(node)))
print(yaml.load("a: !join [x, y]\nb: !env home\nc: !m/one {k: 1}", Loader=Loader))
try:
    yaml.safe_load("b: !env home")
except ConstructorError as error:
    print(error.problem)
