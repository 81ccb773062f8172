"""Abstract base classes, with virtual subclasses."""


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

    def __instancecheck__(cls, instance):
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass):
        answers = _answers.get(cls)
        if answers is None:
            answers = _answers[cls] = {}
        answer = answers.get(subclass)
        if answer is None:
            answer = _is_subclass(cls, subclass)
            if type(answer) is bool:
                answers[subclass] = answer
        return answer


def _is_subclass(cls, subclass):
    answer = cls.__subclasshook__(subclass)
    if answer is not NotImplemented:
        return answer
    if cls in subclass.__mro__:
        return True
    for known in cls.__dict__.get("_abc_registry", ()):
        if issubclass(subclass, known):
            return True
    for below in cls.__subclasses__():
        if issubclass(subclass, below):
            return True
    return False


class ABC(metaclass=ABCMeta):
    __slots__ = ()


def get_cache_token():
    return 0


def update_abstractmethods(cls):
    return cls
