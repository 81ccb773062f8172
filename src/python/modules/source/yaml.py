"""PyYAML: documents are read, nothing is written."""

import base64 as _base64
import datetime as _datetime
import re as _re

import _introspection
import _yaml_nodes

__version__ = "6.0.3"
__with_libyaml__ = True

_STANDARD = "tag:yaml.org,2002:"
_BOOLEANS = {"yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}
_TIMESTAMP = _re.compile(
    r"^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)"
    r"(?:(?:[Tt]|[ \t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?"
    r"(?:[ \t]*(Z|([-+])([0-9][0-9]?)(?::([0-9]{2}))?))?)?$"
)


class Mark:
    def __init__(self, name, line, column):
        self.name = name
        self.line = line
        self.column = column

    def __str__(self):
        return '  in "%s", line %d, column %d' % (self.name, self.line + 1, self.column + 1)


class YAMLError(Exception):
    pass


class MarkedYAMLError(YAMLError):
    def __init__(self, context=None, context_mark=None, problem=None, problem_mark=None, note=None):
        self.context = context
        self.context_mark = context_mark
        self.problem = problem
        self.problem_mark = problem_mark
        self.note = note

    def __str__(self):
        parts = [self.context, self.context_mark, self.problem, self.problem_mark, self.note]
        return "\n".join(str(part) for part in parts if part is not None)


class ReaderError(YAMLError):
    pass


class ScannerError(MarkedYAMLError):
    pass


class ParserError(MarkedYAMLError):
    pass


class ComposerError(MarkedYAMLError):
    pass


class ConstructorError(MarkedYAMLError):
    pass


class Node:
    def __init__(self, tag, value, start_mark=None, end_mark=None):
        self.tag = tag
        self.value = value
        self.start_mark = start_mark
        self.end_mark = end_mark


class ScalarNode(Node):
    id = "scalar"


class CollectionNode(Node):
    pass


class SequenceNode(CollectionNode):
    id = "sequence"


class MappingNode(CollectionNode):
    id = "mapping"


def _text_of(stream):
    if hasattr(stream, "read"):
        stream = stream.read()
    if isinstance(stream, (bytes, bytearray)):
        stream = bytes(stream).decode("utf-8-sig")
    return stream.removeprefix("\ufeff")


def _integer(text):
    text = text.replace("_", "")
    sign = -1 if text[0] == "-" else 1
    text = text.lstrip("+-") if text[0] in "+-" else text
    if text == "0":
        return 0
    if text.startswith("0b"):
        return sign * int(text[2:], 2)
    if text.startswith("0x"):
        return sign * int(text[2:], 16)
    if text[0] == "0":
        return sign * int(text, 8)
    number = 0
    for digits in text.split(":"):
        number = number * 60 + int(digits)
    return sign * number


def _float(text):
    text = text.replace("_", "").lower()
    sign = -1 if text[0] == "-" else 1
    text = text[1:] if text[0] in "+-" else text
    if text == ".inf":
        return sign * float("inf")
    if text == ".nan":
        return float("nan")
    number = 0.0
    for digits in text.split(":"):
        number = number * 60 + float(digits)
    return sign * number


def _timestamp(text):
    year, month, day, hour, minute, second, fraction, zone, sign, hours, minutes = _TIMESTAMP.match(text).groups()
    if hour is None:
        return _datetime.date(int(year), int(month), int(day))
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    tzinfo = None
    if sign:
        delta = _datetime.timedelta(hours=int(hours), minutes=int(minutes or 0))
        tzinfo = _datetime.timezone(-delta if sign == "-" else delta)
    elif zone:
        tzinfo = _datetime.timezone.utc
    return _datetime.datetime(
        int(year), int(month), int(day), int(hour), int(minute), int(second), microsecond, tzinfo=tzinfo
    )


class BaseLoader:
    yaml_constructors = {}
    yaml_multi_constructors = {}
    _resolves = False

    def __init__(self, stream):
        self.stream = stream
        self._made = {}

    @classmethod
    def add_constructor(cls, tag, constructor):
        if "yaml_constructors" not in cls.__dict__:
            cls.yaml_constructors = cls.yaml_constructors.copy()
        cls.yaml_constructors[tag] = constructor

    @classmethod
    def add_multi_constructor(cls, tag_prefix, multi_constructor):
        if "yaml_multi_constructors" not in cls.__dict__:
            cls.yaml_multi_constructors = cls.yaml_multi_constructors.copy()
        cls.yaml_multi_constructors[tag_prefix] = multi_constructor

    @classmethod
    def add_implicit_resolver(cls, tag, regexp, first):
        _introspection.refuse("`yaml` with implicit resolvers of the project's own is not known by reading")

    def dispose(self):
        pass

    def _documents(self):
        documents, problem = _yaml_nodes.parse(_text_of(self.stream))
        if problem is not None:
            message, line, column = problem
            raise ScannerError(None, None, message, Mark("<unicode string>", line, column))
        return documents

    def _object(self, raw):
        kind, tag, value, plain, line = raw
        classes = {"scalar": ScalarNode, "sequence": SequenceNode, "mapping": MappingNode}
        if kind == "sequence":
            value = [self._object(item) for item in value]
        elif kind == "mapping":
            value = [(self._object(key), self._object(item)) for key, item in value]
        node = classes[kind](tag, value, Mark("<unicode string>", line, 0))
        node._raw = raw
        return node

    def _make(self, raw):
        if isinstance(raw, Node):
            raw = raw._raw
        if id(raw) in self._made:
            return self._made[id(raw)]
        kind, tag, value, plain, line = raw
        if not self._resolves and tag.startswith(_STANDARD):
            tag = _STANDARD + {"scalar": "str", "sequence": "seq", "mapping": "map"}[kind]
        constructor = self.yaml_constructors.get(tag)
        if constructor is not None:
            result = constructor(self, self._object(raw))
            if hasattr(result, "__next__"):
                made = next(result)
                for _ in result:
                    pass
                result = made
        else:
            result = self._standard(raw, tag)
        self._made[id(raw)] = result
        return result

    def _standard(self, raw, tag):
        kind, _, value, plain, line = raw
        name = tag.removeprefix(_STANDARD)
        if tag.startswith(_STANDARD):
            if kind == "scalar":
                if name == "str":
                    return value
                if name == "null":
                    return None
                if name == "bool":
                    return _BOOLEANS[value.lower()]
                if name == "int":
                    return _integer(value)
                if name == "float":
                    return _float(value)
                if name == "timestamp":
                    return _timestamp(value)
                if name == "binary":
                    return _base64.decodebytes(value.encode("ascii"))
                if name == "merge":
                    return value
            if kind == "sequence":
                if name == "seq":
                    return [self._make(item) for item in value]
                if name in ("omap", "pairs"):
                    return [
                        (self._make(key), self._make(item)) for entry in value for key, item in entry[2]
                    ]
            if kind == "mapping":
                if name == "map":
                    return self._mapping(raw)
                if name == "set":
                    return set(self._mapping(raw))
        for prefix, constructor in self.yaml_multi_constructors.items():
            if prefix is not None and tag.startswith(prefix):
                return constructor(self, tag[len(prefix):], self._object(raw))
        for constructors in (self.yaml_multi_constructors, self.yaml_constructors):
            if None in constructors:
                if constructors is self.yaml_multi_constructors:
                    return constructors[None](self, tag, self._object(raw))
                return constructors[None](self, self._object(raw))
        if tag.startswith(_STANDARD + "python/") and not isinstance(self, SafeLoader):
            return _introspection.unknown("an object that YAML makes by `%s`" % name)
        mark = Mark("<unicode string>", line, 0)
        raise ConstructorError(None, None, "could not determine a constructor for the tag %r" % tag, mark)

    def _pairs(self, raw):
        merged = []
        names = set()
        own = []
        for key, item in raw[2]:
            if self._resolves and key[1] == _STANDARD + "merge":
                # what comes first in the list wins
                for source in [item] if item[0] == "mapping" else item[2]:
                    for pair in self._pairs(source):
                        name = pair[0][2] if pair[0][0] == "scalar" else id(pair[0])
                        if name not in names:
                            names.add(name)
                            merged.append(pair)
            else:
                own.append((key, item))
        return merged + own

    def _mapping(self, raw):
        result = {}
        for key, item in self._pairs(raw):
            made = self._make(key)
            try:
                hash(made)
            except TypeError:
                mark = Mark("<unicode string>", raw[4], 0)
                raise ConstructorError("while constructing a mapping", mark, "found unhashable key", mark)
            result[made] = self._make(item)
        return result

    def construct_object(self, node, deep=False):
        return self._make(node)

    def construct_scalar(self, node):
        return node.value

    def construct_sequence(self, node, deep=False):
        return [self._make(item) for item in node._raw[2]]

    def construct_mapping(self, node, deep=False):
        return self._mapping(node._raw)

    def construct_pairs(self, node, deep=False):
        return [(self._make(key), self._make(item)) for key, item in node._raw[2]]

    def get_single_data(self):
        documents = self._documents()
        if len(documents) > 1:
            mark = Mark("<unicode string>", documents[1][4], 0)
            raise ComposerError("expected a single document in the stream", None, "but found another document", mark)
        return self._make(documents[0]) if documents else None


class SafeLoader(BaseLoader):
    _resolves = True


class FullLoader(BaseLoader):
    _resolves = True


class Loader(FullLoader):
    pass


class UnsafeLoader(FullLoader):
    pass


class CBaseLoader(BaseLoader):
    pass


class CSafeLoader(SafeLoader):
    pass


class CFullLoader(FullLoader):
    pass


class CLoader(Loader):
    pass


class CUnsafeLoader(UnsafeLoader):
    pass


def load(stream, Loader):
    return Loader(stream).get_single_data()


def load_all(stream, Loader):
    loader = Loader(stream)
    for document in loader._documents():
        yield loader._make(document)


def safe_load(stream):
    return load(stream, SafeLoader)


def safe_load_all(stream):
    return load_all(stream, SafeLoader)


def full_load(stream):
    return load(stream, FullLoader)


def full_load_all(stream):
    return load_all(stream, FullLoader)


def unsafe_load(stream):
    return load(stream, UnsafeLoader)


def unsafe_load_all(stream):
    return load_all(stream, UnsafeLoader)


def add_constructor(tag, constructor, Loader=None):
    for loader in (FullLoader, UnsafeLoader) if Loader is None else (Loader,):
        loader.add_constructor(tag, constructor)


class YAMLObject:
    pass


def _dumped(stream, name):
    text = _introspection.unknown("the text of `yaml.%s`" % name)
    return text if stream is None else stream.write(text)


def dump(data, stream=None, Dumper=None, **options):
    return _dumped(stream, "dump")


def dump_all(documents, stream=None, Dumper=None, **options):
    return _dumped(stream, "dump_all")


def safe_dump(data, stream=None, **options):
    return _dumped(stream, "safe_dump")


def safe_dump_all(documents, stream=None, **options):
    return _dumped(stream, "safe_dump_all")


class BaseDumper:
    @classmethod
    def add_representer(cls, data_type, representer):
        pass


class SafeDumper(BaseDumper):
    pass


class Dumper(BaseDumper):
    pass


class CSafeDumper(SafeDumper):
    pass


class CDumper(Dumper):
    pass


def add_representer(data_type, representer, Dumper=None):
    pass
