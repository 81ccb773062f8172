"""methodtools: `lru_cache` for functions and for methods of every kind, a cache for each object."""

import functools as _functools


class _Remembering:
    def __init__(self, function, remember):
        self._function = function
        self._remember = remember
        self._kept = {}

    def _of(self, instance, owner):
        function = self._function
        if isinstance(function, staticmethod):
            instance, function = None, function.__func__
        elif isinstance(function, classmethod):
            instance, function = owner, function.__func__
        key = None if instance is None else id(instance)
        if key not in self._kept:
            bound = function if instance is None else _functools.partial(function, instance)
            # the object is kept too, so that no other can get its id
            self._kept[key] = (instance, self._remember(bound))
        return self._kept[key][1]

    def __get__(self, instance, owner=None):
        return self._of(instance, owner)

    def __call__(self, *args, **kwargs):
        return self._of(None, None)(*args, **kwargs)


def lru_cache(maxsize=128, typed=False):
    remember = _functools.lru_cache(maxsize, typed)

    def decorate(function):
        if isinstance(function, property):
            getter = _Remembering(function.fget, remember)
            return property(lambda instance: getter.__get__(instance)())
        return _Remembering(function, remember)

    return decorate
