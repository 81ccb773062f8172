"""A package that env.py files and models import and that shapes no table: its functions and decorators do
nothing."""


class _Nothing:
    def __init__(self, *args, **keywords):
        pass

    def __call__(self, *args, **keywords):
        if len(args) == 1 and not keywords and callable(args[0]):
            return args[0]
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name, value):
        pass

    def __bool__(self):
        return True

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _Nothing()
