"""Higher-order functions."""

import _introspection

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")
WRAPPER_UPDATES = ("__dict__",)
_missing = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        try:
            setattr(wrapper, name, value)
        except (AttributeError, TypeError):
            pass
    for name in updated:
        for key, value in dict(getattr(wrapped, name, {})).items():
            setattr(wrapper, key, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned, updated)


class partial:
    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        self = object.__new__(cls)
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords
        return self

    def __init__(self, *args, **keywords):
        pass

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)]
        parts.extend(repr(value) for value in self.args)
        parts.extend("%s=%r" % pair for pair in self.keywords.items())
        return "functools.partial(" + ", ".join(parts) + ")"


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, instance, owner=None):
        if instance is None:
            return partial(self.func, *self.args, **self.keywords)
        return partial(self.func, instance, *self.args, **self.keywords)


def reduce(function, sequence, initial=_missing, /):
    values = iter(sequence)
    if initial is _missing:
        try:
            result = next(values)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value") from None
    else:
        result = initial
    for value in values:
        result = function(result, value)
    return result


def cmp_to_key(compare):
    class K:
        __slots__ = ["obj"]

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return compare(self.obj, other.obj) < 0

        def __gt__(self, other):
            return compare(self.obj, other.obj) > 0

        def __eq__(self, other):
            return compare(self.obj, other.obj) == 0

        def __le__(self, other):
            return compare(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return compare(self.obj, other.obj) >= 0

        __hash__ = None

    return K


class _CacheInfo(tuple):
    @property
    def hits(self):
        return self[0]

    @property
    def misses(self):
        return self[1]

    @property
    def maxsize(self):
        return self[2]

    @property
    def currsize(self):
        return self[3]

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)


class _lru_cache_wrapper:
    def __init__(self, function, maxsize, typed):
        self._function = function
        self._maxsize = maxsize
        self._typed = typed
        self._entries = {}
        self._hits = 0
        self._misses = 0

    def __call__(self, *args, **keywords):
        key = (args, tuple(keywords.items()))
        if self._typed:
            key += (tuple(type(value) for value in args),)
        found = self._entries.get(key, _missing)
        if found is not _missing:
            self._hits += 1
            if self._maxsize is not None:
                del self._entries[key]
                self._entries[key] = found
            return found
        self._misses += 1
        result = self._function(*args, **keywords)
        if self._maxsize is None or self._maxsize > 0:
            if self._maxsize is not None and len(self._entries) >= self._maxsize:
                del self._entries[next(iter(self._entries))]
            self._entries[key] = result
        return result

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return partial(self, instance)

    def cache_clear(self):
        self._entries.clear()
        self._hits = self._misses = 0

    def cache_info(self):
        return _CacheInfo((self._hits, self._misses, self._maxsize, len(self._entries)))

    def cache_parameters(self):
        return {"maxsize": self._maxsize, "typed": self._typed}


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return update_wrapper(_lru_cache_wrapper(maxsize, 128, typed), maxsize)
    if isinstance(maxsize, int) and maxsize < 0:
        maxsize = 0
    return lambda function: update_wrapper(_lru_cache_wrapper(function, maxsize, typed), function)


def cache(function, /):
    return lru_cache(maxsize=None)(function)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = getattr(func, "__doc__", None)

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        stored = instance.__dict__
        if self.attrname not in stored:
            stored[self.attrname] = self.func(instance)
        return stored[self.attrname]


_orders = {
    "__lt__": {
        "__gt__": lambda self, other: _not_or(type(self).__lt__(self, other), self, other, False),
        "__le__": lambda self, other: _or_equal(type(self).__lt__(self, other), self, other),
        "__ge__": lambda self, other: _negated(type(self).__lt__(self, other)),
    },
    "__le__": {
        "__ge__": lambda self, other: _not_or(type(self).__le__(self, other), self, other, True),
        "__lt__": lambda self, other: _and_not_equal(type(self).__le__(self, other), self, other),
        "__gt__": lambda self, other: _negated(type(self).__le__(self, other)),
    },
    "__gt__": {
        "__lt__": lambda self, other: _not_or(type(self).__gt__(self, other), self, other, False),
        "__ge__": lambda self, other: _or_equal(type(self).__gt__(self, other), self, other),
        "__le__": lambda self, other: _negated(type(self).__gt__(self, other)),
    },
    "__ge__": {
        "__le__": lambda self, other: _not_or(type(self).__ge__(self, other), self, other, True),
        "__gt__": lambda self, other: _and_not_equal(type(self).__ge__(self, other), self, other),
        "__lt__": lambda self, other: _negated(type(self).__ge__(self, other)),
    },
}


def _negated(result):
    return result if result is NotImplemented else not result


def _or_equal(result, self, other):
    return result if result is NotImplemented else result or self == other


def _and_not_equal(result, self, other):
    return result if result is NotImplemented else result and self != other


def _not_or(result, self, other, with_equal):
    if result is NotImplemented:
        return result
    return not result or self == other if with_equal else not result and self != other


def total_ordering(cls):
    roots = [name for name in ("__lt__", "__gt__", "__le__", "__ge__") if _introspection.defines(cls, name)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, function in _orders[roots[0]].items():
        if name not in roots:
            setattr(cls, name, function)
    return cls


class _SingleDispatch:
    def __init__(self, function):
        self.registry = {object: function}
        update_wrapper(self, function)

    def register(self, kind, function=None):
        if function is None:
            if isinstance(kind, type):
                return lambda implementation: self.register(kind, implementation)
            from typing import get_type_hints

            function = kind
            kind = next(iter(get_type_hints(function).values()))
        self.registry[kind] = function
        return function

    def dispatch(self, kind):
        for base in kind.__mro__:
            if base in self.registry:
                return self.registry[base]
        return self.registry[object]

    def __call__(self, *args, **keywords):
        return self.dispatch(type(args[0]))(*args, **keywords)


def singledispatch(function):
    return _SingleDispatch(function)


class singledispatchmethod:
    def __init__(self, function):
        self.dispatcher = _SingleDispatch(function)

    def register(self, kind, method=None):
        return self.dispatcher.register(kind, method)

    def __get__(self, instance, owner=None):
        def method(*args, **keywords):
            return self.dispatcher.dispatch(type(args[0]))(instance, *args, **keywords)

        return method
