"""Values on their way to SQL, written as psycopg2 writes them, and back, typed as psycopg2 types them."""

import base64
import datetime
import decimal
import json
import re
import uuid


class Unadaptable(Exception):
    pass


def quoted(text):
    if "\0" in text:
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")
    doubled = text.replace("'", "''")
    if "\\" in doubled:
        return "E'" + doubled.replace("\\", "\\\\") + "'"
    return "'" + doubled + "'"


def _number(text):
    # a minus sign directly behind an operator would make another operator, or a comment
    return " " + text if text.startswith("-") else text


def _float(value):
    if value != value:
        return "'NaN'::float"
    if value in (float("inf"), float("-inf")):
        return "'Infinity'::float" if value > 0 else "'-Infinity'::float"
    return _number(float.__repr__(value))


def _decimal(value):
    return _number(str(value)) if value.is_finite() else "'NaN'::numeric"


def _bytes(value):
    return "'\\x" + bytes(value).hex() + "'::bytea"


def _datetime(value):
    kind = "timestamp" if value.tzinfo is None else "timestamptz"
    return "'" + value.isoformat() + "'::" + kind


def _time(value):
    return "'" + value.isoformat() + "'::" + ("time" if value.tzinfo is None else "timetz")


def _timedelta(value):
    return "'%d days %d.%06d seconds'::interval" % (value.days, value.seconds, value.microseconds)


def _list(value):
    if not value:
        return "'{}'"
    if all(item is None for item in value):
        return "'{" + ",".join(["NULL"] * len(value)) + "}'"
    return "ARRAY[" + ", ".join(literal(item) for item in value) + "]"


def _tuple(value):
    return "(" + ", ".join(literal(item) for item in value) + ")"


# in this order: a bool is an int, a datetime a date
_WRITERS = [
    (type(None), lambda value: "NULL"),
    (bool, lambda value: "true" if value else "false"),
    (int, lambda value: _number(int.__repr__(value))),
    (float, _float),
    (decimal.Decimal, _decimal),
    (str, lambda value: quoted(str.__str__(value))),
    ((bytes, bytearray, memoryview), _bytes),
    (datetime.datetime, _datetime),
    (datetime.date, lambda value: "'" + value.isoformat() + "'::date"),
    (datetime.time, _time),
    (datetime.timedelta, _timedelta),
    (uuid.UUID, lambda value: "'" + str(value) + "'::uuid"),
    (list, _list),
    (tuple, _tuple),
]

# what `register_adapter` of a project adds: type to function
adapters = {}


def literal(value):
    """One value as SQL."""
    adapter = adapters.get(type(value))
    if adapter is not None:
        value = adapter(value)
    if hasattr(value, "getquoted") and not isinstance(value, type):
        text = value.getquoted()
        return text.decode("utf-8") if isinstance(text, bytes) else text
    for kinds, write in _WRITERS:
        if isinstance(value, kinds):
            return write(value)
    raise Unadaptable("can't adapt type '%s'" % type(value).__name__)


_PLACEHOLDER = re.compile(r"%(?:%|\((?P<name>[^)]*)\)s|(?P<plain>s)|(?P<other>.|$))", re.S)


def interpolated(sql, parameters):
    """The statement with its parameters in place, by the rules of `pyformat`."""
    if parameters is None:
        return sql
    named = hasattr(parameters, "keys")
    position = 0

    def replace(match):
        nonlocal position
        if match.group() == "%%":
            return "%"
        if match.group("other") is not None:
            raise ValueError("unsupported format character '%s'" % match.group("other"))
        if match.group("plain"):
            if named:
                raise TypeError("dict is not a sequence")
            value = parameters[position]
            position += 1
        else:
            value = parameters[match.group("name")]
        return literal(value)

    text = _PLACEHOLDER.sub(replace, sql)
    if not named and position < len(parameters):
        raise TypeError("not all arguments converted during string formatting")
    return text


def _moment(text, parse, last, first):
    if text == "infinity":
        return last
    if text == "-infinity":
        return first
    if text.endswith(" BC"):
        raise ValueError("year is out of range: " + text)
    # Python before 3.11 wants three or six digits behind the point
    text = re.sub(r"\.(\d+)", lambda match: "." + match.group(1).ljust(6, "0"), text)
    return parse(re.sub(r"([+-]\d\d)$", r"\1:00", text) if ":" in text else text)


def _interval(text):
    total = datetime.timedelta()
    for count, unit in re.findall(r"([+-]?\d+) (year|mon|day)s?", text):
        total += datetime.timedelta(days=int(count) * {"year": 365, "mon": 30, "day": 1}[unit])
    clock = re.search(r"([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?", text)
    if clock:
        sign, hours, minutes, seconds, fraction = clock.groups()
        part = datetime.timedelta(
            hours=int(hours),
            minutes=int(minutes),
            seconds=int(seconds),
            microseconds=int((fraction or "0").ljust(6, "0")),
        )
        total += -part if sign == "-" else part
    return total


def _temporal(kind, text):
    if kind == "date":
        return _moment(text, datetime.date.fromisoformat, datetime.date.max, datetime.date.min)
    if kind in ("time", "timetz"):
        return _moment(text, datetime.time.fromisoformat, None, None)
    if kind == "interval":
        return _interval(text)
    return _moment(text, datetime.datetime.fromisoformat, datetime.datetime.max, datetime.datetime.min)


def _array_text(value):
    """An array of a type that psycopg2 doesn't know: it stays PostgreSQL's text."""
    if isinstance(value, list):
        return "{" + ",".join(_array_text(item) for item in value) + "}"
    if value is None:
        return "NULL"
    text = str(value)
    if text == "" or text.upper() == "NULL" or re.search(r'[\s{},"\\]', text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text


class Reader:
    """Reads the values of one column of a result."""

    def __init__(self, type_name, loads):
        self.loads = loads
        self.is_vector = type_name in ("int2vector", "oidvector")
        self.is_unknown_array = type_name.startswith("_") and type_name[1:] not in KNOWN_TYPES

    def read(self, value):
        value = self._read(value)
        if self.is_vector and isinstance(value, list):
            return " ".join(str(item) for item in value)
        return _array_text(value) if self.is_unknown_array and isinstance(value, list) else value

    def _read(self, value):
        if not isinstance(value, dict):
            return value
        ((tag, inner),) = value.items()
        if tag == "array":
            return [self._read(item) for item in inner]
        if tag == "numeric":
            return decimal.Decimal(inner)
        if tag == "float":
            return float(inner)
        if tag == "bytes":
            return memoryview(base64.b64decode(inner))
        if tag == "uuid":
            return uuid.UUID(inner)
        if tag == "json":
            return self.loads(inner)
        if tag == "temporal":
            return _temporal(*inner)
        return inner


json_loads = json.loads

# PostgreSQL's own object identifiers, by type
KNOWN_TYPES = {
    "bool": 16,
    "bytea": 17,
    "char": 18,
    "name": 19,
    "int8": 20,
    "int2": 21,
    "int4": 23,
    "text": 25,
    "oid": 26,
    "json": 114,
    "float4": 700,
    "float8": 701,
    "cidr": 650,
    "macaddr": 829,
    "inet": 869,
    "bpchar": 1042,
    "varchar": 1043,
    "date": 1082,
    "time": 1083,
    "timestamp": 1114,
    "timestamptz": 1184,
    "interval": 1186,
    "timetz": 1266,
    "numeric": 1700,
    "uuid": 2950,
    "jsonb": 3802,
}
