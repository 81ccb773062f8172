"""Exceptions as text; places are reported by the run itself."""


def format_exception_only(exc, value=None, /, **options):
    error = exc if value is None else value
    text = str(error)
    name = type(error).__qualname__
    if type(error).__module__ not in ("builtins", "__main__"):
        name = type(error).__module__ + "." + name
    return ["%s: %s\n" % (name, text) if text else name + "\n"]


def format_exception(exc, /, value=None, tb=None, limit=None, chain=True, **options):
    error = exc if value is None else value
    return ["Traceback (most recent call last):\n"] + format_exception_only(error)


def format_exc(limit=None, chain=True):
    import sys

    error = sys.exception()
    return "NoneType: None\n" if error is None else "".join(format_exception(error))


def print_exc(limit=None, file=None, chain=True):
    print(format_exc(), end="", file=file)


def print_exception(exc, /, value=None, tb=None, limit=None, file=None, chain=True, **options):
    print("".join(format_exception(exc, value)), end="", file=file)


def print_stack(f=None, limit=None, file=None):
    pass


def format_stack(f=None, limit=None):
    return []


def extract_stack(f=None, limit=None):
    return []


def extract_tb(tb, limit=None):
    return []


def format_tb(tb, limit=None):
    return []


class TracebackException:
    def __init__(self, exc_type, exc_value=None, exc_traceback=None, **options):
        self._error = exc_value

    @classmethod
    def from_exception(cls, exc, **options):
        return cls(type(exc), exc)

    def format(self, **options):
        return iter(format_exception(self._error))
