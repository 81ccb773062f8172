"""Names of the interpreter's own types."""

import _introspection


def _sample():
    yield None


async def _coroutine():
    pass


async def _async_generator():
    yield None


FunctionType = LambdaType = type(_sample)
GeneratorType = _introspection.generator_type
CoroutineType = _introspection.coroutine_type
AsyncGeneratorType = _introspection.async_generator_type
BuiltinFunctionType = BuiltinMethodType = type(len)
ModuleType = _introspection.module_type
NoneType = type(None)
NotImplementedType = type(NotImplemented)
EllipsisType = type(...)
UnionType = _introspection.union_type
GenericAlias = _introspection.alias_type


class _Method:
    def method(self):
        pass


MethodType = type(_Method().method)
WrapperDescriptorType = MethodWrapperType = MethodDescriptorType = ClassMethodDescriptorType = BuiltinFunctionType


class MappingProxyType:
    def __init__(self, mapping):
        self._mapping = mapping

    def __getitem__(self, key):
        return self._mapping[key]

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return iter(self._mapping)

    def __len__(self):
        return len(self._mapping)

    def __eq__(self, other):
        return self._mapping == (other._mapping if isinstance(other, MappingProxyType) else other)

    __hash__ = None

    def __or__(self, other):
        return dict(self._mapping) | dict(other)

    def get(self, key, default=None):
        return self._mapping.get(key, default)

    def keys(self):
        return self._mapping.keys()

    def values(self):
        return self._mapping.values()

    def items(self):
        return self._mapping.items()

    def copy(self):
        return self._mapping.copy()

    def __repr__(self):
        return "mappingproxy(%r)" % (self._mapping,)


class SimpleNamespace:
    def __init__(self, /, **keywords):
        self.__dict__.update(keywords)

    def __repr__(self):
        return "namespace(%s)" % ", ".join("%s=%r" % pair for pair in self.__dict__.items())

    def __eq__(self, other):
        if isinstance(other, SimpleNamespace):
            return dict(self.__dict__) == dict(other.__dict__)
        return NotImplemented

    __hash__ = None


class DynamicClassAttribute(property):
    pass


class TracebackType:
    pass


class FrameType:
    pass


class CodeType:
    pass


class CellType:
    pass


def new_class(name, bases=(), kwds=None, exec_body=None):
    keywords = dict(kwds or {})
    metaclass = keywords.pop("metaclass", None)
    if metaclass is None:
        metaclass = type(bases[0]) if bases else type
    namespace = {}
    if exec_body is not None:
        exec_body(namespace)
    return metaclass(name, resolve_bases(bases), namespace, **keywords)


def resolve_bases(bases):
    resolved = []
    for base in bases:
        if isinstance(base, type) or not hasattr(base, "__mro_entries__"):
            resolved.append(base)
        else:
            resolved.extend(base.__mro_entries__(bases))
    return tuple(resolved)


def prepare_class(name, bases=(), kwds=None):
    keywords = dict(kwds or {})
    metaclass = keywords.pop("metaclass", type(bases[0]) if bases else type)
    return metaclass, {}, keywords


def get_original_bases(cls, /):
    return cls.__dict__.get("__orig_bases__", cls.__bases__)


def coroutine(function):
    return function
