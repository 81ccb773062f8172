"""Nothing runs at the end."""


def register(func, /, *args, **keywords):
    return func


def unregister(func, /):
    pass
