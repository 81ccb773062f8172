"""Abstract base classes of containers."""

from abc import ABCMeta, abstractmethod
import _introspection


def _has_methods(cls, *names):
    for name in names:
        for base in cls.__mro__:
            if name in base.__dict__:
                if base.__dict__[name] is None:
                    return NotImplemented
                break
        else:
            return NotImplemented
    return True


def _structural(*names):
    """A class method that answers by the presence of methods, for the class that defines it alone."""

    def hook(cls, other):
        if "_methods_wanted" in cls.__dict__:
            return _has_methods(other, *names)
        return NotImplemented

    return classmethod(hook)


class _Subscriptable(metaclass=ABCMeta):
    def __class_getitem__(cls, items):
        return _introspection.alias(cls, items)


class Hashable(metaclass=ABCMeta):
    _methods_wanted = True

    @classmethod
    def __subclasshook__(cls, other):
        if cls is not Hashable:
            return NotImplemented
        for base in other.__mro__:
            if "__hash__" in base.__dict__:
                return True if base.__dict__["__hash__"] is not None else NotImplemented
            if "__eq__" in base.__dict__ and base is not object and not _introspection.is_builtin(base):
                return NotImplemented
        return other not in (list, dict, set)


class Awaitable(_Subscriptable):
    _methods_wanted = True
    __subclasshook__ = _structural("__await__")


class Coroutine(Awaitable):
    _methods_wanted = True
    __subclasshook__ = _structural("__await__", "send", "throw", "close")


class AsyncIterable(_Subscriptable):
    _methods_wanted = True
    __subclasshook__ = _structural("__aiter__")


class AsyncIterator(AsyncIterable):
    _methods_wanted = True
    __subclasshook__ = _structural("__anext__", "__aiter__")

    def __aiter__(self):
        return self


class AsyncGenerator(AsyncIterator):
    _methods_wanted = True
    __subclasshook__ = _structural("__aiter__", "__anext__", "asend", "athrow", "aclose")


class Iterable(_Subscriptable):
    _methods_wanted = True
    __subclasshook__ = _structural("__iter__")

    @abstractmethod
    def __iter__(self):
        return iter(())


class Iterator(Iterable):
    _methods_wanted = True
    __subclasshook__ = _structural("__iter__", "__next__")

    @abstractmethod
    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Reversible(Iterable):
    _methods_wanted = True
    __subclasshook__ = _structural("__reversed__", "__iter__")


class Generator(Iterator):
    _methods_wanted = True
    __subclasshook__ = _structural("__iter__", "__next__", "send", "throw", "close")


class Sized(metaclass=ABCMeta):
    _methods_wanted = True
    __subclasshook__ = _structural("__len__")

    @abstractmethod
    def __len__(self):
        return 0


class Container(_Subscriptable):
    _methods_wanted = True
    __subclasshook__ = _structural("__contains__")

    @abstractmethod
    def __contains__(self, item):
        return False


class Collection(Sized, Iterable, Container):
    _methods_wanted = True
    __subclasshook__ = _structural("__len__", "__iter__", "__contains__")


class Callable(_Subscriptable):
    _methods_wanted = True
    __subclasshook__ = _structural("__call__")


class Set(Collection):
    def isdisjoint(self, other):
        return not any(item in self for item in other)

    def __le__(self, other):
        return len(self) <= len(other) and all(item in other for item in self)

    def __lt__(self, other):
        return len(self) < len(other) and self.__le__(other)

    def __ge__(self, other):
        return len(self) >= len(other) and all(item in self for item in other)

    def __gt__(self, other):
        return len(self) > len(other) and self.__ge__(other)

    def __eq__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) == len(other) and self.__le__(other)

    @classmethod
    def _from_iterable(cls, items):
        return cls(items)

    def __and__(self, other):
        return self._from_iterable(item for item in other if item in self)

    def __or__(self, other):
        return self._from_iterable([item for part in (self, other) for item in part])

    def __sub__(self, other):
        return self._from_iterable(item for item in self if item not in other)

    def __xor__(self, other):
        return (self - other) | (other - self)


class MutableSet(Set):
    @abstractmethod
    def add(self, item):
        raise NotImplementedError

    @abstractmethod
    def discard(self, item):
        raise NotImplementedError

    def remove(self, item):
        if item not in self:
            raise KeyError(item)
        self.discard(item)

    def pop(self):
        for item in self:
            self.discard(item)
            return item
        raise KeyError

    def clear(self):
        for item in list(self):
            self.discard(item)

    def __ior__(self, other):
        for item in other:
            self.add(item)
        return self

    def __isub__(self, other):
        for item in other:
            self.discard(item)
        return self


class Mapping(Collection):
    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return KeysView(self)

    def items(self):
        return ItemsView(self)

    def values(self):
        return ValuesView(self)

    def __eq__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __hash__ = None


class MutableMapping(Mapping):
    _absent = object()

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    def pop(self, key, default=_absent):
        try:
            value = self[key]
        except KeyError:
            if default is MutableMapping._absent:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), /, **keywords):
        if isinstance(other, Mapping) or hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in keywords.items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class MappingView(Sized):
    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __class_getitem__(cls, items):
        return _introspection.alias(cls, items)

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, self._mapping)


class KeysView(MappingView, Set):
    @classmethod
    def _from_iterable(cls, items):
        return set(items)

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return iter(self._mapping)


class ItemsView(MappingView, Set):
    @classmethod
    def _from_iterable(cls, items):
        return set(items)

    def __contains__(self, item):
        key, value = item
        return key in self._mapping and self._mapping[key] == value

    def __iter__(self):
        return iter([(key, self._mapping[key]) for key in self._mapping])


class ValuesView(MappingView, Collection):
    def __contains__(self, value):
        return any(self._mapping[key] == value for key in self._mapping)

    def __iter__(self):
        return iter([self._mapping[key] for key in self._mapping])


class Sequence(Reversible, Collection):
    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        return iter([self[index] for index in range(len(self))])

    def __contains__(self, value):
        return any(item is value or item == value for item in self)

    def __reversed__(self):
        return iter([self[index] for index in reversed(range(len(self)))])

    def index(self, value, start=0, stop=None):
        for index in range(start, len(self) if stop is None else stop):
            if self[index] == value:
                return index
        raise ValueError

    def count(self, value):
        return sum(1 for item in self if item is value or item == value)


class MutableSequence(Sequence):
    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        raise IndexError

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        while len(self):
            self.pop()

    def reverse(self):
        items = list(self)[::-1]
        for index, item in enumerate(items):
            self[index] = item

    def extend(self, values):
        for value in list(values):
            self.append(value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


class ByteString(Sequence):
    pass


class Buffer(metaclass=ABCMeta):
    pass


Set.register(frozenset)
MutableSet.register(set)
Mapping.register(_introspection.namespace_type)
MutableMapping.register(dict)
for _kind in (tuple, str, range, bytes):
    Sequence.register(_kind)
MutableSequence.register(list)
ByteString.register(bytes)
Buffer.register(bytes)
for _kind in (int, float, str, bytes, bool, tuple, frozenset, type(None), range):
    Hashable.register(_kind)
for _kind in (str, bytes, list, tuple, dict, set, frozenset, range):
    Collection.register(_kind)
    Sized.register(_kind)
    Iterable.register(_kind)
    Container.register(_kind)
for _kind in (str, bytes, list, tuple, dict, range):
    Reversible.register(_kind)
KeysView.register(type({}.keys()))
ItemsView.register(type({}.items()))
ValuesView.register(type({}.values()))
Iterator.register(type(iter(())))
Generator.register(_introspection.generator_type)
Coroutine.register(_introspection.coroutine_type)
AsyncGenerator.register(_introspection.async_generator_type)
for _kind in _introspection.callable_types:
    Callable.register(_kind)
