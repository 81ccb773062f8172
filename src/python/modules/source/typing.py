"""Type expressions. Aliases are made by the evaluator; nothing is checked."""

import _introspection
import collections.abc as _abc
import collections as _collections
import contextlib as _contextlib
import re as _re

TYPE_CHECKING = False


class _SpecialForm:
    def __init__(self, name, subscript=None):
        self._name = name
        self.__name__ = name
        self.__qualname__ = name
        self.__module__ = "typing"
        self._subscript = subscript

    def __getitem__(self, items):
        if self._subscript is None:
            return _introspection.alias(self, items)
        return self._subscript(self, items)

    def __call__(self, *args, **keywords):
        raise TypeError("Cannot instantiate typing.%s" % self._name)

    def __or__(self, other):
        return _introspection.union([self, other])

    def __ror__(self, other):
        return _introspection.union([other, self])

    def __mro_entries__(self, bases):
        return ()

    def __repr__(self):
        return "typing." + self._name


def _converted(item):
    """Strings are forward references, None is its type."""
    # by type: what is not known has one, too, and stays what it is
    kind = type(item)
    if kind is str:
        return ForwardRef(item)
    if kind is type(None):
        return kind
    return item


def _members(items):
    return [_converted(item) for item in (items if isinstance(items, tuple) else (items,))]


class ForwardRef:
    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        self.__forward_arg__ = arg
        self.__forward_module__ = module
        self.__forward_evaluated__ = False

    def __eq__(self, other):
        return isinstance(other, ForwardRef) and self.__forward_arg__ == other.__forward_arg__

    def __hash__(self):
        return hash(self.__forward_arg__)

    def __or__(self, other):
        return _introspection.union([self, other])

    def __ror__(self, other):
        return _introspection.union([other, self])

    def __repr__(self):
        return "ForwardRef(%r)" % self.__forward_arg__


def _annotated(form, items):
    if not isinstance(items, tuple) or len(items) < 2:
        raise TypeError("Annotated[...] should be used with at least two arguments (a type and an annotation).")
    inner = _converted(items[0])
    metadata = tuple(items[1:])
    if hasattr(inner, "__metadata__"):
        metadata = inner.__metadata__ + metadata
        inner = inner.__origin__
    alias = _introspection.alias(inner, (inner,))
    alias.__metadata__ = metadata
    return alias


def _literal(form, items):
    items = items if isinstance(items, tuple) else (items,)
    texts = _introspection.distinct_texts(items)
    return _introspection.alias(form, _distinct(items) if texts is None else texts)


def _distinct(items):
    values = []
    for item in items:
        nested = item.__args__ if getattr(item, "__origin__", None) is Literal else (item,)
        for value in nested:
            if not any(value == known and type(value) is type(known) for known in values):
                values.append(value)
    return tuple(values)


Any = _SpecialForm("Any")
NoReturn = _SpecialForm("NoReturn")
Never = _SpecialForm("Never")
Self = _SpecialForm("Self")
LiteralString = _SpecialForm("LiteralString")
Optional = _SpecialForm("Optional", lambda form, item: _introspection.union([_converted(item), type(None)]))
Union = _SpecialForm("Union", lambda form, items: _introspection.union(_members(items)))
Literal = _SpecialForm("Literal", _literal)
Annotated = _SpecialForm("Annotated", _annotated)
ClassVar = _SpecialForm("ClassVar")
Final = _SpecialForm("Final")
Required = _SpecialForm("Required")
NotRequired = _SpecialForm("NotRequired")
ReadOnly = _SpecialForm("ReadOnly")
Unpack = _SpecialForm("Unpack")
Concatenate = _SpecialForm("Concatenate")
TypeAlias = _SpecialForm("TypeAlias")
TypeGuard = _SpecialForm("TypeGuard")
TypeIs = _SpecialForm("TypeIs")


class _Alias:
    """`typing.List` and the like: subscripting gives the alias of the real class."""

    def __init__(self, name, origin):
        self._name = name
        self.__name__ = name
        self.__origin__ = origin
        self.__module__ = "typing"
        self.__args__ = ()

    def __getitem__(self, items):
        if isinstance(items, tuple):
            items = tuple(_converted(item) for item in items)
        else:
            items = _converted(items)
        return _introspection.alias(self.__origin__, items)

    def __call__(self, *args, **keywords):
        return self.__origin__(*args, **keywords)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __instancecheck__(self, instance):
        return isinstance(instance, self.__origin__)

    def __or__(self, other):
        return _introspection.union([self, other])

    def __ror__(self, other):
        return _introspection.union([other, self])

    def __eq__(self, other):
        return isinstance(other, _Alias) and self._name == other._name

    def __hash__(self):
        return hash(self._name)

    def __repr__(self):
        return "typing." + self._name


List = _Alias("List", list)
Dict = _Alias("Dict", dict)
Set = _Alias("Set", set)
FrozenSet = _Alias("FrozenSet", frozenset)
Tuple = _Alias("Tuple", tuple)
Type = _Alias("Type", type)
DefaultDict = _Alias("DefaultDict", _collections.defaultdict)
OrderedDict = _Alias("OrderedDict", _collections.OrderedDict)
Counter = _Alias("Counter", _collections.Counter)
ChainMap = _Alias("ChainMap", _collections.ChainMap)
Deque = _Alias("Deque", _collections.deque)
AbstractSet = _Alias("AbstractSet", _abc.Set)
Callable = _Alias("Callable", _abc.Callable)
ContextManager = _Alias("ContextManager", _contextlib.AbstractContextManager)
AsyncContextManager = _Alias("AsyncContextManager", _contextlib.AbstractAsyncContextManager)
Pattern = _Alias("Pattern", _re.Pattern)
Match = _Alias("Match", _re.Match)
Awaitable = _Alias("Awaitable", _abc.Awaitable)
Coroutine = _Alias("Coroutine", _abc.Coroutine)
AsyncIterable = _Alias("AsyncIterable", _abc.AsyncIterable)
AsyncIterator = _Alias("AsyncIterator", _abc.AsyncIterator)
AsyncGenerator = _Alias("AsyncGenerator", _abc.AsyncGenerator)
Iterable = _Alias("Iterable", _abc.Iterable)
Iterator = _Alias("Iterator", _abc.Iterator)
Generator = _Alias("Generator", _abc.Generator)
Reversible = _Alias("Reversible", _abc.Reversible)
Container = _Alias("Container", _abc.Container)
Collection = _Alias("Collection", _abc.Collection)
Mapping = _Alias("Mapping", _abc.Mapping)
MutableMapping = _Alias("MutableMapping", _abc.MutableMapping)
Sequence = _Alias("Sequence", _abc.Sequence)
MutableSequence = _Alias("MutableSequence", _abc.MutableSequence)
MutableSet = _Alias("MutableSet", _abc.MutableSet)
KeysView = _Alias("KeysView", _abc.KeysView)
ItemsView = _Alias("ItemsView", _abc.ItemsView)
ValuesView = _Alias("ValuesView", _abc.ValuesView)
MappingView = _Alias("MappingView", _abc.MappingView)
ByteString = _Alias("ByteString", _abc.ByteString)
Hashable = _abc.Hashable
Sized = _abc.Sized
Text = str
NoneType = type(None)


class TypeVar:
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False,
                 infer_variance=False, default=None):
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant
        self.__default__ = default

    def __or__(self, other):
        return _introspection.union([self, other])

    def __ror__(self, other):
        return _introspection.union([other, self])

    def __repr__(self):
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__


class ParamSpec(TypeVar):
    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)


class ParamSpecArgs:
    def __init__(self, origin):
        self.__origin__ = origin


class ParamSpecKwargs:
    def __init__(self, origin):
        self.__origin__ = origin


class TypeVarTuple:
    def __init__(self, name, *, default=None):
        self.__name__ = name

    def __iter__(self):
        return iter([Unpack[self]])


class TypeAliasType:
    def __init__(self, name, value, *, type_params=()):
        self.__name__ = name
        self.__value__ = value
        self.__type_params__ = type_params

    def __getitem__(self, items):
        return _introspection.alias(self, items)

    def __repr__(self):
        return self.__name__


class Generic:
    def __class_getitem__(cls, items):
        return _introspection.alias(cls, items)

    def __init_subclass__(cls, *args, **keywords):
        super().__init_subclass__(*args, **keywords)


class _ProtocolMeta(type(_abc.Sized)):
    def __instancecheck__(cls, instance):
        if cls.__dict__.get("_is_protocol"):
            return all(hasattr(instance, name) for name in _protocol_names(cls))
        return super().__instancecheck__(instance)

    def __subclasscheck__(cls, other):
        if cls.__dict__.get("_is_protocol"):
            return all(hasattr(other, name) for name in _protocol_names(cls))
        return super().__subclasscheck__(other)


def _protocol_names(cls):
    skipped = ("_is_protocol", "_abc_registry", "__module__", "__doc__", "__init__", "__annotations__", "__dict__",
               "__slots__", "__orig_bases__", "__parameters__", "__class_getitem__", "__init_subclass__",
               "__subclasshook__", "__qualname__", "__hash__")
    names = []
    for base in cls.__mro__:
        if base.__dict__.get("_is_protocol") and base is not Protocol:
            names.extend(name for name in base.__dict__ if name not in skipped)
            names.extend(name for name, _, _ in _introspection.annotations(base))
    return names


class Protocol(Generic, metaclass=_ProtocolMeta):
    _is_protocol = True

    def __init_subclass__(cls, *args, **keywords):
        super().__init_subclass__(*args, **keywords)
        cls._is_protocol = Protocol in cls.__bases__


class SupportsInt(Protocol):
    def __int__(self):
        pass


class SupportsFloat(Protocol):
    def __float__(self):
        pass


class SupportsIndex(Protocol):
    def __index__(self):
        pass


class SupportsBytes(Protocol):
    def __bytes__(self):
        pass


class SupportsAbs(Protocol):
    def __abs__(self):
        pass


class SupportsRound(Protocol):
    def __round__(self, ndigits=0):
        pass


class IO(Generic):
    pass


class TextIO(IO):
    pass


class BinaryIO(IO):
    pass


class AnyStrType:
    pass


T = TypeVar("T")
KT = TypeVar("KT")
VT = TypeVar("VT")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
AnyStr = TypeVar("AnyStr", bytes, str)


class _NamedTupleMeta(type):
    def __new__(metacls, name, bases, namespace, **keywords):
        if not any(isinstance(base, _NamedTupleMeta) for base in bases):
            return super().__new__(metacls, name, bases, namespace, **keywords)
        draft = super().__new__(metacls, name, (), dict(namespace))
        names = []
        defaults = []
        for field, _, _ in _introspection.annotations(draft):
            names.append(field)
            if field in namespace:
                defaults.append(namespace[field])
            elif defaults:
                raise TypeError("non-default namedtuple field %s cannot follow default field" % field)
        made = _collections.namedtuple(name, names, defaults=defaults, module=namespace.get("__module__"))
        for key, value in namespace.items():
            if key not in names and key not in ("__module__", "__qualname__", "__annotations__", "__new__"):
                setattr(made, key, value)
        _introspection.copy_annotations(draft, made)
        return made


class _NamedTupleBase(metaclass=_NamedTupleMeta):
    pass


class _NamedTuple:
    def __call__(self, typename, fields=None, /, **keywords):
        pairs = list(fields) if fields is not None else list(keywords.items())
        return _collections.namedtuple(typename, [name for name, _ in pairs], module=_introspection.caller_module())

    def __mro_entries__(self, bases):
        return (_NamedTupleBase,)


NamedTuple = _NamedTuple()


class _TypedDictMeta(type):
    def __new__(metacls, name, bases, namespace, total=True, **keywords):
        return super().__new__(metacls, name, (dict,), namespace)

    def __init__(cls, *args, **keywords):
        pass

    def __call__(cls, *args, **keywords):
        return dict(*args, **keywords)

    def __instancecheck__(cls, instance):
        raise TypeError("TypedDict does not support instance and class checks")


class _TypedDictBase(metaclass=_TypedDictMeta):
    pass


class _TypedDict:
    def __call__(self, typename, fields=None, /, *, total=True, **keywords):
        return _TypedDictMeta(typename, (), {"__annotations__": dict(fields or keywords)})

    def __mro_entries__(self, bases):
        return (_TypedDictBase,)


TypedDict = _TypedDict()


class NewType:
    def __init__(self, name, tp):
        self.__name__ = name
        self.__qualname__ = name
        self.__module__ = _introspection.caller_module()
        self.__supertype__ = tp

    def __call__(self, value):
        return value

    def __or__(self, other):
        return _introspection.union([self, other])

    def __ror__(self, other):
        return _introspection.union([other, self])

    def __repr__(self):
        return "%s.%s" % (self.__module__, self.__name__)


def cast(typ, val):
    return val


def assert_type(val, typ, /):
    return val


def assert_never(arg, /):
    raise AssertionError("Expected code to be unreachable, but got: %r" % (arg,))


def reveal_type(obj, /):
    return obj


def overload(func):
    return func


def get_overloads(func):
    return []


def clear_overloads():
    pass


def final(f):
    return f


def override(method, /):
    return method


def no_type_check(arg):
    return arg


def no_type_check_decorator(decorator):
    return decorator


def runtime_checkable(cls):
    return cls


def dataclass_transform(**keywords):
    return lambda decorated: decorated


def _resolved(hint, evaluate):
    """With its forward references looked up."""
    if isinstance(hint, ForwardRef):
        return evaluate(hint.__forward_arg__)
    if isinstance(hint, _introspection.union_type):
        return _introspection.union([_resolved(member, evaluate) for member in hint.__args__])
    return hint


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    hints = {}
    owners = reversed(obj.__mro__) if isinstance(obj, type) else [obj]
    for owner in owners:
        for name, _, evaluate in _introspection.annotations(owner):
            value = _resolved(evaluate(), evaluate)
            if value is None:
                value = type(None)
            if not include_extras and hasattr(value, "__metadata__"):
                value = value.__origin__
            hints[name] = value
    return hints


def get_origin(tp):
    if hasattr(tp, "__metadata__"):
        return Annotated
    if isinstance(tp, _introspection.union_type):
        return Union
    if tp is Generic:
        return Generic
    return getattr(tp, "__origin__", None)


def get_args(tp):
    if hasattr(tp, "__metadata__"):
        return (tp.__origin__,) + tp.__metadata__
    return getattr(tp, "__args__", ())


def is_typeddict(tp):
    return isinstance(tp, _TypedDictMeta)


def get_protocol_members(tp, /):
    return frozenset(_protocol_names(tp))
