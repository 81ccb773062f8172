"""Enumerations as Python 3.11 has them."""

import _introspection

__all__ = [
    "EnumType", "EnumMeta", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum", "auto", "unique",
    "property", "member", "nonmember", "verify", "CONTINUOUS", "NAMED_FLAGS", "UNIQUE", "FlagBoundary",
    "STRICT", "CONFORM", "EJECT", "KEEP", "global_enum", "global_str", "show_flag_values", "pickle_by_enum_name",
]

_builtin_property = property
_unset = object()
# the classes of this module that class creation must know of; Enum does not exist while EnumType is made
Enum = None
Flag = None
ReprEnum = None


class auto:
    def __init__(self, value=_unset):
        self.value = value

    def __repr__(self):
        return "auto(%r)" % (None if self.value is _unset else self.value)

    def __or__(self, other):
        return _Combined(self, other, lambda left, right: left | right)

    def __and__(self, other):
        return _Combined(self, other, lambda left, right: left & right)

    def __xor__(self, other):
        return _Combined(self, other, lambda left, right: left ^ right)

    def __ror__(self, other):
        return _Combined(other, self, lambda left, right: left | right)

    def __add__(self, other):
        return _Combined(self, other, lambda left, right: left + right)


class _Combined(auto):
    """What an expression of members will be, once those of them that are `auto()` have their values."""

    def __init__(self, left, right, combine):
        auto.__init__(self)
        self._parts = (left, right, combine)

    def _resolve(self):
        left, right, combine = self._parts
        return combine(*[part._resolve() if isinstance(part, _Combined) else
                         part.value if isinstance(part, auto) else part for part in (left, right)])


class member:
    def __init__(self, value):
        self.value = value


class nonmember:
    def __init__(self, value):
        self.value = value


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == "__" and name[2] != "_" and name[-3] != "_"


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _is_private(class_name, name):
    prefix = "_%s__" % class_name
    return name.startswith(prefix) and not name.endswith("__")


def _data_type(class_name, bases):
    found = []
    for chain in bases:
        candidate = None
        for base in chain.__mro__:
            if base is object:
                continue
            if Enum is not None and issubclass(base, Enum):
                if base._member_type_ is not object:
                    found.append(base._member_type_)
                    break
            elif "__new__" in base.__dict__ or "__dataclass_fields__" in base.__dict__:
                found.append(candidate or base)
                break
            else:
                candidate = candidate or base
    distinct = []
    for kind in found:
        if kind not in distinct:
            distinct.append(kind)
    if len(distinct) > 1:
        raise TypeError("too many data types for %r: %r" % (class_name, set(distinct)))
    return distinct[0] if distinct else object


def _first_enum(bases):
    for base in reversed(bases):
        if Enum is not None and issubclass(base, Enum):
            return base
    return None


def _find_new(namespace, member_type, first_enum):
    own = namespace.get("__new__")
    if own is not None:
        return _introspection.unwrap(own)
    if first_enum is not None:
        inherited = getattr(first_enum, "__new_member__", None)
        if inherited is not None and inherited is not object.__new__:
            return inherited
    if member_type is not object:
        return member_type.__new__
    return object.__new__


class EnumType(type):
    def __new__(metacls, class_name, bases, namespace, *, boundary=None, _simple=False, **keywords):
        if Enum is None:
            return super().__new__(metacls, class_name, bases, namespace, **keywords)
        for base in bases:
            if isinstance(base, EnumType) and base._member_names_:
                raise TypeError("<enum %r> cannot extend %r" % (class_name, base))
        ignored = namespace.get("_ignore_", [])
        if isinstance(ignored, str):
            ignored = ignored.replace(",", " ").split()
        ignored = list(ignored) + ["_ignore_", "_order_"]
        first_enum = _first_enum(bases)
        member_type = _data_type(class_name, bases)
        plain = {}
        declared = []
        generate = namespace.get("_generate_next_value_")
        if generate is None and first_enum is not None:
            generate = first_enum._generate_next_value_
        generate = _introspection.unwrap(generate)
        for name, value in namespace.items():
            if name in ignored:
                continue
            if isinstance(value, nonmember):
                plain[name] = value.value
            elif isinstance(value, member):
                declared.append((name, value.value))
            elif name[:1] == "_" and (_is_dunder(name) or _is_private(class_name, name) or _is_sunder(name)):
                plain[name] = value
            elif _introspection.is_descriptor(value):
                plain[name] = value
            else:
                declared.append((name, value))
        for name, _ in declared:
            if name == "mro":
                raise ValueError("invalid enum member name(s) 'mro'")
        new_member = _find_new(plain, member_type, first_enum)
        if "_generate_next_value_" in plain and not isinstance(plain["_generate_next_value_"], staticmethod):
            plain["_generate_next_value_"] = staticmethod(plain["_generate_next_value_"])
        custom_new = plain.pop("__new__", None)
        cls = super().__new__(metacls, class_name, bases, plain, **keywords)
        put = lambda name, value: type.__setattr__(cls, name, value)
        put("_member_names_", [])
        put("_member_map_", {})
        put("_value2member_map_", {})
        put("_unhashable_values_", [])
        put("_member_type_", member_type)
        put("__new_member__", new_member)
        is_flag = Flag is not None and issubclass(cls, Flag)
        if is_flag:
            put("_flag_mask_", 0)
            put("_boundary_", boundary or getattr(first_enum, "_boundary_", None) or STRICT)
        # the value's own spelling of str and format for ReprEnum
        if ReprEnum is not None and ReprEnum in bases:
            if "__str__" not in plain:
                put("__str__", member_type.__str__ if issubclass(member_type, str) else member_type.__repr__)
            if "__format__" not in plain:
                put("__format__", member_type.__format__)
        # where the mixed-in type would win, the enum's own spelling does
        if member_type is not object:
            for name in ("__repr__", "__str__", "__format__"):
                if name not in cls.__dict__:
                    owner = _owner_of(cls, name)
                    if owner is None or owner is object or owner in member_type.__mro__:
                        put(name, _owner_of(first_enum, name).__dict__[name])
        if is_flag and member_type is not object:
            for name in ("__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__", "__invert__"):
                if name not in cls.__dict__:
                    put(name, Flag.__dict__[name])
        last_values = []
        use_args = new_member is not object.__new__
        for name, value in declared:
            value = _resolve_auto(value, name, generate, last_values)
            last_values.append(value)
            args = value if isinstance(value, tuple) else (value,)
            if member_type is tuple:
                args = (args,)
            item = new_member(cls, *args) if use_args else new_member(cls)
            if "_value_" not in item.__dict__:
                if member_type is object:
                    item._value_ = value
                else:
                    try:
                        item._value_ = member_type(*args)
                    except Exception as error:
                        raise TypeError("_value_ not set in __new__, unable to create it") from None
            stored = item._value_
            item._name_ = name
            item.__objclass__ = cls
            if _introspection.has_own_init(cls):
                item.__init__(*args)
            stored = item._value_
            item._sort_order_ = len(cls._member_names_)
            canonical = None
            for known in cls._member_map_.values():
                if known._value_ == stored:
                    canonical = known
                    break
            if canonical is None:
                if is_flag and isinstance(stored, int):
                    cls._flag_mask_ = cls._flag_mask_ | stored
                    if stored > 0 and stored & (stored - 1) == 0:
                        cls._member_names_.append(name)
                else:
                    cls._member_names_.append(name)
                canonical = item
            put(name, canonical)
            cls._member_map_[name] = canonical
            try:
                cls._value2member_map_.setdefault(stored, canonical)
            except TypeError:
                cls._unhashable_values_.append(stored)
            last_values[-1] = stored
        for special in ("name", "value"):
            if special in cls._member_map_:
                for item in cls._member_map_.values():
                    item.__dict__[special] = item._name_ if special == "name" else item._value_
        if custom_new is not None:
            put("__new__", Enum.__new__)
        return cls

    def __init__(cls, *args, **keywords):
        pass

    def __call__(cls, value=_unset, names=_unset, *, module=None, qualname=None, type=None, start=1, boundary=None):
        if names is _unset:
            if value is _unset:
                raise TypeError("EnumType.__call__() missing 1 required positional argument: 'value'")
            return _look_up(cls, value)
        return _functional(cls, value, names, module, qualname, type, start, boundary)

    def __bool__(cls):
        return True

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        try:
            return value in cls._value2member_map_
        except TypeError:
            return value in cls._unhashable_values_

    def __delattr__(cls, name):
        if name in cls._member_map_:
            raise AttributeError("%r cannot delete member %r." % (cls.__name__, name))
        super().__delattr__(name)

    def __dir__(cls):
        return ["__class__", "__contains__", "__doc__", "__getitem__", "__init_subclass__", "__iter__", "__len__",
                "__members__", "__module__", "__name__", "__qualname__"] + list(cls._member_names_)

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __len__(cls):
        return len(cls._member_names_)

    @_builtin_property
    def __members__(cls):
        return cls._member_map_

    def __repr__(cls):
        if Flag is not None and issubclass(cls, Flag):
            return "<flag %r>" % cls.__name__
        return "<enum %r>" % cls.__name__

    def __reversed__(cls):
        return iter([cls._member_map_[name] for name in reversed(cls._member_names_)])

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", {}):
            raise AttributeError("cannot reassign member %r" % (name,))
        super().__setattr__(name, value)


EnumMeta = EnumType


def _owner_of(cls, name):
    for base in cls.__mro__:
        if name in base.__dict__:
            return base
    return None


def _resolve_auto(value, name, generate, last_values):
    if isinstance(value, _Combined):
        return value._resolve()
    if isinstance(value, auto):
        if value.value is _unset:
            value.value = generate(name, 1, len(last_values), last_values[:])
        return value.value
    if isinstance(value, tuple) and any(isinstance(part, auto) for part in value):
        return tuple(_resolve_auto(part, name, generate, last_values) for part in value)
    return value


def _look_up(cls, value):
    if type(value) is cls:
        return value
    try:
        found = cls._value2member_map_.get(value)
        if found is not None:
            return found
    except TypeError:
        for item in cls._member_map_.values():
            if item._value_ == value:
                return item
    result = cls._missing_(value)
    if isinstance(result, cls):
        return result
    if result is None:
        if not cls._member_map_ and cls in (Enum, Flag):
            raise TypeError("%r has no members" % (cls,))
        raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
    raise TypeError("error in %s._missing_: returned %r instead of None or a valid member" % (cls.__name__, result))


def _functional(cls, class_name, names, module, qualname, mixin, start, boundary):
    bases = (cls,) if mixin is None else (mixin, cls)
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    namespace = {}
    if isinstance(names, dict) or hasattr(names, "items"):
        pairs = list(names.items())
    else:
        names = list(names)
        if names and isinstance(names[0], str):
            generate = _introspection.unwrap(cls._generate_next_value_)
            pairs = []
            values = []
            for count, name in enumerate(names):
                value = generate(name, start, count, values[:])
                values.append(value)
                pairs.append((name, value))
        else:
            pairs = [tuple(pair) for pair in names]
    for name, value in pairs:
        namespace[name] = value
    namespace["__module__"] = module or _introspection.caller_module()
    if qualname is not None:
        namespace["__qualname__"] = qualname
    return EnumType.__new__(type(cls), class_name, bases, namespace, boundary=boundary)


class Enum(metaclass=EnumType):
    _member_names_ = []
    _member_map_ = {}
    _value2member_map_ = {}
    _unhashable_values_ = []
    _member_type_ = object
    __new_member__ = object.__new__

    def __new__(cls, value):
        return _look_up(cls, value)

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            return max(value for value in last_values if isinstance(value, int)) + 1
        except ValueError:
            return start

    @classmethod
    def _missing_(cls, value):
        return None

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __dir__(self):
        return ["__class__", "__doc__", "__eq__", "__hash__", "__module__", "name", "value"]

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        return (self.__class__, (self._value_,))

    @_builtin_property
    def name(self):
        return self._name_

    @_builtin_property
    def value(self):
        return self._value_


class ReprEnum(Enum):
    """Only the repr is an enum's: str and format are the value's."""


class IntEnum(int, ReprEnum):
    """Members are integers."""


class StrEnum(str, ReprEnum):
    """Members are strings."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError("too many arguments for str(): %r" % (values,))
        for value in values:
            if not isinstance(value, str):
                raise TypeError("%r is not a string" % (value,))
        text = str(*values)
        item = str.__new__(cls, text)
        item._value_ = text
        return item

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


class FlagBoundary(StrEnum):
    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


class Flag(Enum):
    _boundary_ = STRICT
    _flag_mask_ = 0

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start if start is not None else 1
        return 1 << max(last_values).bit_length()

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
        mask = cls._flag_mask_
        everything = (1 << mask.bit_length()) - 1
        if value < 0:
            value = everything + 1 + value if cls._boundary_ is not KEEP else value & everything
        unknown = value & ~mask
        if unknown:
            if cls._boundary_ is STRICT:
                length = max(value.bit_length(), mask.bit_length())
                raise ValueError(
                    "%r invalid value %r\n    given %s\n  allowed %s"
                    % (cls, value, _bits(value, length), _bits(mask, length))
                )
            if cls._boundary_ is EJECT:
                return value
            if cls._boundary_ is CONFORM:
                value &= mask
        known = cls._value2member_map_.get(value)
        if known is not None:
            return known
        if cls._member_type_ is object:
            item = object.__new__(cls)
        else:
            item = cls._member_type_.__new__(cls, value)
        item._value_ = value
        names = [single._name_ for single in cls if single._value_ & value]
        rest = value & ~mask
        if rest:
            names.append(str(rest) if not names else hex(rest))
        item._name_ = "|".join(names) if names and not (rest and len(names) == 1) else None
        item.__objclass__ = cls
        cls._value2member_map_[value] = item
        return item

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(
                "unsupported operand type(s) for 'in': %r and %r"
                % (type(other).__qualname__, self.__class__.__qualname__)
            )
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return iter([single for single in self.__class__ if single._value_ & self._value_])

    def __len__(self):
        return bin(self._value_).count("1")

    def __repr__(self):
        if self._name_ is None:
            return "<%s: %r>" % (self.__class__.__name__, self._value_)
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        if self._name_ is None:
            return "%s(%r)" % (self.__class__.__name__, self._value_)
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __bool__(self):
        return bool(self._value_)

    def _other_value(self, other):
        if isinstance(other, self.__class__):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return int(other)
        return None

    def __or__(self, other):
        value = self._other_value(other)
        return NotImplemented if value is None else self.__class__(self._value_ | value)

    def __and__(self, other):
        value = self._other_value(other)
        return NotImplemented if value is None else self.__class__(self._value_ & value)

    def __xor__(self, other):
        value = self._other_value(other)
        return NotImplemented if value is None else self.__class__(self._value_ ^ value)

    def __invert__(self):
        return self.__class__(self._flag_mask_ & ~self._value_)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """Flags that are integers."""


def _bits(value, length):
    digits = bin(value)[2:]
    return "0b0 " + digits.rjust(length, "0")


def unique(enumeration):
    duplicates = []
    for name, item in enumeration.__members__.items():
        if name != item.name:
            duplicates.append((name, item.name))
    if duplicates:
        details = ", ".join("%s -> %s" % pair for pair in duplicates)
        raise ValueError("duplicate values found in %r: %s" % (enumeration, details))
    return enumeration


class EnumCheck(StrEnum):
    CONTINUOUS = "no skipped integer values"
    NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"
    UNIQUE = "one name per value"


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        if UNIQUE in self.checks:
            unique(enumeration)
        if CONTINUOUS in self.checks:
            values = sorted(item.value for item in enumeration)
            if values and values != list(range(values[0], values[-1] + 1)):
                missing = [value for value in range(values[0], values[-1]) if value not in values]
                raise ValueError("invalid enum %r: missing values %s" % (
                    enumeration.__name__, ", ".join(str(value) for value in missing)))
        return enumeration


class property(_builtin_property):
    """As the built-in: members live beside it."""


def global_enum(cls, update_str=False):
    module = _introspection.module_of(cls)
    for name, item in cls.__members__.items():
        setattr(module, name, item)
    return cls


def global_str(self):
    return self._name_


def show_flag_values(value):
    value = int(value)
    return [1 << bit for bit in range(value.bit_length()) if value >> bit & 1]


def pickle_by_enum_name(self, protocol):
    return getattr, (self.__class__, self._name_)
