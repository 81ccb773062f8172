"""References that are kept: nothing is collected during a run."""

from collections.abc import MutableMapping, MutableSet


class ref:
    def __init__(self, object, callback=None):
        self._object = object

    def __call__(self):
        return self._object

    def __eq__(self, other):
        return isinstance(other, ref) and self._object == other._object

    def __hash__(self):
        return hash(self._object)


ReferenceType = ref
WeakMethod = ref


def proxy(object, callback=None):
    return object


class finalize:
    alive = True

    def __init__(self, obj, func, /, *args, **keywords):
        pass

    def detach(self):
        pass

    def __call__(self):
        pass


class WeakValueDictionary(dict):
    pass


class WeakKeyDictionary(dict):
    pass


class WeakSet(set):
    pass


def getweakrefcount(object):
    return 0
