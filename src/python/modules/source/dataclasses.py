"""Data classes; annotations are read, not evaluated, as far as the work allows."""

import _introspection


class FrozenInstanceError(AttributeError):
    pass


class _MissingType:
    def __repr__(self):
        return "<dataclasses.MISSING>"


class _KwOnlyType:
    pass


MISSING = _MissingType()
KW_ONLY = _KwOnlyType()


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self._annotation = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only
        self._kind = "field"

    @property
    def type(self):
        return None if self._annotation is None else self._annotation()

    def __repr__(self):
        return "Field(name=%r,default=%r,default_factory=%r,init=%r,repr=%r,hash=%r,compare=%r,kw_only=%r)" % (
            self.name, self.default, self.default_factory, self.init, self.repr, self.hash, self.compare,
            self.kw_only)


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
          metadata=None, kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


_plain = field()


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only)

    return wrap if cls is None else wrap(cls)


def _kind_of(text):
    head = text.strip("'\"").split("[")[0].split(".")[-1]
    if head == "ClassVar":
        return "class"
    if head == "InitVar":
        return "initvar"
    return "field"


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only):
    fields = {}
    inherited_frozen = []
    for base in reversed(cls.__mro__[1:]):
        known = base.__dict__.get("__dataclass_fields__")
        if known is not None:
            fields.update(known)
            inherited_frozen.append(base.__dataclass_params__.frozen)
    if inherited_frozen:
        if any(inherited_frozen) and not frozen:
            raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
        if frozen and not all(inherited_frozen):
            raise TypeError("cannot inherit frozen dataclass from a non-frozen one")
    only_keywords = kw_only
    for name, text, evaluate in _introspection.annotations(cls):
        if "KW_ONLY" in text and text.split(".")[-1] == "KW_ONLY":
            only_keywords = True
            continue
        kind = _kind_of(text) if "ClassVar" in text or "InitVar" in text else "field"
        default = cls.__dict__.get(name, MISSING)
        if isinstance(default, Field):
            item = default
            if item.default is not MISSING:
                setattr(cls, name, item.default)
            else:
                delattr(cls, name)
        else:
            item = _introspection.clone(_plain)
            item.default = default
        item.name = name
        item._annotation = evaluate
        item._kind = kind
        if item.kw_only is MISSING:
            item.kw_only = only_keywords
        if kind == "field" and isinstance(item.default, (list, dict, set)):
            raise ValueError("mutable default %s for field %s is not allowed: use default_factory"
                             % (type(item.default), name))
        fields[name] = item
    for name, value in list(cls.__dict__.items()):
        if isinstance(value, Field) and name not in fields:
            raise TypeError("%r is a field but has no type annotation" % name)
    cls.__dataclass_fields__ = fields
    cls.__dataclass_params__ = _Params(init, repr, eq, order, unsafe_hash, frozen)
    positional = []
    seen_default = None
    for item in fields.values():
        if item.kw_only or not item.init or item._kind == "class":
            continue
        positional.append(item.name)
        if item.default is MISSING and item.default_factory is MISSING:
            if seen_default is not None:
                raise TypeError("non-default argument %r follows default argument" % item.name)
        else:
            seen_default = item.name
    own = cls.__dict__
    if init:
        _set(cls, "__init__", _make_init(cls, fields, frozen))
    if repr and "__repr__" not in own:
        _set(cls, "__repr__", _make_repr(_Names(fields, lambda item: item.repr)))
    compared = _Names(fields, lambda item: item.compare)
    if eq and "__eq__" not in own:
        _set(cls, "__eq__", _make_eq(compared))
    if order:
        if not eq:
            raise ValueError("eq must be true if order is true")
        for name, compare in _orders.items():
            if name in own:
                raise TypeError("Cannot overwrite attribute %s in class %s. Consider using functools.total_ordering"
                                % (name, cls.__name__))
            _set(cls, name, _make_order(compared, compare))
    if frozen:
        _set(cls, "__setattr__", _make_frozen_setattr(cls))
        _set(cls, "__delattr__", _make_frozen_delattr(cls))
    if unsafe_hash or (eq and frozen and "__hash__" not in own):
        hashed = _Names(fields, lambda item: item.compare if item.hash is None else item.hash)
        _set(cls, "__hash__", _make_hash(hashed))
    elif eq and "__hash__" not in own:
        cls.__hash__ = None
    if match_args and "__match_args__" not in own:
        cls.__match_args__ = tuple(positional)
    return cls


class _Names:
    """Names of fields, chosen when the first of them is asked for: most data classes are only defined."""

    def __init__(self, fields, wanted):
        self._fields = fields
        self._wanted = wanted
        self._names = None

    def __iter__(self):
        if self._names is None:
            wanted = self._wanted
            self._names = [item.name for item in self._fields.values() if item._kind == "field" and wanted(item)]
        return iter(self._names)


class _Params:
    def __init__(self, init, repr, eq, order, unsafe_hash, frozen):
        self.init = init
        self.repr = repr
        self.eq = eq
        self.order = order
        self.unsafe_hash = unsafe_hash
        self.frozen = frozen


def _set(cls, name, function):
    function.__name__ = name
    function.__qualname__ = "%s.%s" % (cls.__qualname__, name)
    setattr(cls, name, function)


def _make_init(cls, fields, frozen):
    taken = positional = names = None

    def __init__(self, /, *args, **keywords):
        nonlocal taken, positional, names
        if taken is None:
            taken = [item for item in fields.values() if item._kind != "class"]
            positional = [item for item in taken if item.init and not item.kw_only]
            names = [item.name for item in positional]
        if len(args) > len(names):
            least = len([item for item in positional if item.default is MISSING and item.default_factory is MISSING])
            count = "%d" % (len(names) + 1) if least == len(names) else "from %d to %d" % (least + 1, len(names) + 1)
            raise TypeError("%s.__init__() takes %s positional argument%s but %d were given" % (
                cls.__name__, count, "" if count == "1" else "s", len(args) + 1))
        given = dict(zip(names, args))
        for name, value in keywords.items():
            if name in given:
                raise TypeError("%s.__init__() got multiple values for argument %r" % (cls.__name__, name))
            given[name] = value
        missing = []
        missing_keywords = []
        initvars = []
        values = []
        for item in taken:
            if item.init and item.name in given:
                value = given.pop(item.name)
            elif item.default_factory is not MISSING:
                value = item.default_factory()
            elif item.default is not MISSING:
                value = item.default
                if not item.init:
                    continue
            elif item.init:
                (missing_keywords if item.kw_only else missing).append(repr(item.name))
                continue
            else:
                continue
            if item._kind == "initvar":
                initvars.append(value)
            else:
                values.append((item.name, value))
        if given:
            raise TypeError("%s.__init__() got an unexpected keyword argument %r" % (cls.__name__, next(iter(given))))
        for kind, absent in (("positional", missing), ("keyword-only", missing_keywords)):
            if absent:
                if len(absent) == 1:
                    listed = absent[0]
                elif len(absent) == 2:
                    listed = " and ".join(absent)
                else:
                    listed = ", ".join(absent[:-1]) + ", and " + absent[-1]
                raise TypeError("%s.__init__() missing %d required %s argument%s: %s" % (
                    cls.__name__, len(absent), kind, "" if len(absent) == 1 else "s", listed))
        if frozen:
            for name, value in values:
                object.__setattr__(self, name, value)
        else:
            for name, value in values:
                setattr(self, name, value)
        finish = getattr(self, "__post_init__", None)
        if finish is not None:
            finish(*initvars)

    return __init__


def _make_repr(names):
    def __repr__(self):
        return "%s(%s)" % (
            self.__class__.__qualname__, ", ".join("%s=%r" % (name, getattr(self, name)) for name in names))

    return __repr__


def _make_eq(names):
    def __eq__(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        return tuple(getattr(self, name) for name in names) == tuple(getattr(other, name) for name in names)

    return __eq__


_orders = {
    "__lt__": lambda left, right: left < right,
    "__le__": lambda left, right: left <= right,
    "__gt__": lambda left, right: left > right,
    "__ge__": lambda left, right: left >= right,
}


def _make_order(names, compare):
    def order(self, other):
        if other.__class__ is not self.__class__:
            return NotImplemented
        left = tuple(getattr(self, name) for name in names)
        return compare(left, tuple(getattr(other, name) for name in names))

    return order


def _make_hash(names):
    def __hash__(self):
        return hash(tuple(getattr(self, name) for name in names))

    return __hash__


def _make_frozen_setattr(cls):
    def __setattr__(self, name, value):
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError("cannot assign to field %r" % (name,))
        super(cls, self).__setattr__(name, value)

    return __setattr__


def _make_frozen_delattr(cls):
    def __delattr__(self, name):
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError("cannot delete field %r" % (name,))
        super(cls, self).__delattr__(name)

    return __delattr__


def fields(class_or_instance):
    known = getattr(class_or_instance, "__dataclass_fields__", None)
    if known is None:
        raise TypeError("must be called with a dataclass type or instance")
    return tuple(item for item in known.values() if item._kind == "field")


def is_dataclass(obj):
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, "__dataclass_fields__")


def asdict(obj, *, dict_factory=dict):
    if isinstance(obj, type) or not is_dataclass(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _as_dict(obj, dict_factory)


def _as_dict(obj, factory):
    if is_dataclass(obj) and not isinstance(obj, type):
        return factory([(item.name, _as_dict(getattr(obj, item.name), factory)) for item in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_as_dict(value, factory) for value in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)(_as_dict(value, factory) for value in obj)
    if isinstance(obj, dict):
        return type(obj)((_as_dict(key, factory), _as_dict(value, factory)) for key, value in obj.items())
    import copy

    return copy.deepcopy(obj)


def astuple(obj, *, tuple_factory=tuple):
    if isinstance(obj, type) or not is_dataclass(obj):
        raise TypeError("astuple() should be called on dataclass instances")

    def convert(value):
        if is_dataclass(value) and not isinstance(value, type):
            return tuple_factory([convert(getattr(value, item.name)) for item in fields(value)])
        if isinstance(value, (list, tuple)):
            return type(value)(convert(part) for part in value)
        if isinstance(value, dict):
            return type(value)((convert(key), convert(part)) for key, part in value.items())
        return value

    return convert(obj)


def replace(obj, /, **changes):
    if isinstance(obj, type) or not is_dataclass(obj):
        raise TypeError("replace() should be called on dataclass instances")
    for item in obj.__dataclass_fields__.values():
        if item._kind == "class":
            continue
        if not item.init:
            if item.name in changes:
                raise ValueError("field %s is declared with init=False, it cannot be specified with replace()"
                                 % item.name)
            continue
        if item.name not in changes:
            changes[item.name] = getattr(obj, item.name)
    return obj.__class__(**changes)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    body = dict(namespace or {})
    annotations = {}
    for item in fields:
        if isinstance(item, str):
            annotations[item] = object
        elif len(item) == 2:
            annotations[item[0]] = item[1]
        else:
            annotations[item[0]] = item[1]
            body[item[0]] = item[2]
    body["__annotations__"] = annotations
    body["__module__"] = _introspection.caller_module()
    return dataclass(**options)(type(cls_name, tuple(bases), body))
