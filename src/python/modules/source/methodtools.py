"""methodtools: `lru_cache` for methods, a cache for each object."""

import functools as _functools


class _PerObject:
    def __init__(self, function, maxsize, typed):
        self._function = function
        self._cached = _functools.lru_cache(maxsize, typed)
        self._caches = {}
        _functools.update_wrapper(self, function)

    def _cache(self, instance, owner):
        if isinstance(self._function, (classmethod, staticmethod)):
            instance = None
        if isinstance(self._function, staticmethod):
            owner = type(None)
        key = id(owner if instance is None else instance)
        if key not in self._caches:
            bound = self._function.__get__(instance, owner)
            self._caches[key] = (instance, owner, self._cached(bound))
        return self._caches[key][2]

    def __get__(self, instance, owner=None):
        return self._cache(instance, owner)

    def __call__(self, *args, **kwargs):
        return self._cache(None, None)(*args, **kwargs)


def lru_cache(maxsize=128, typed=False):
    def decorate(function):
        if isinstance(function, property):
            return property(_functools.lru_cache(maxsize, typed)(function.fget))
        return _PerObject(function, maxsize, typed)

    return decorate
