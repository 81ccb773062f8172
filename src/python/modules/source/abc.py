"""Abstract base classes, with virtual subclasses."""

import _abstract


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


class abstractproperty(property):
    __isabstractmethod__ = True


class abstractclassmethod(classmethod):
    __isabstractmethod__ = True


class abstractstaticmethod(staticmethod):
    __isabstractmethod__ = True


# of each class, what was found out about others; as in CPython a later `register` makes it void
_answers = {}


class ABCMeta(type):
    def register(cls, subclass):
        _answers.clear()
        registry = cls.__dict__.get("_abc_registry")
        if registry is None:
            registry = []
            type.__setattr__(cls, "_abc_registry", registry)
        registry.append(subclass)
        return subclass

    __instancecheck__ = _abstract.instance_check
    __subclasscheck__ = _abstract.subclass_check(_answers)


class ABC(metaclass=ABCMeta):
    __slots__ = ()


def get_cache_token():
    return 0


def update_abstractmethods(cls):
    return cls
