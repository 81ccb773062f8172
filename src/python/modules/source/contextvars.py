"""Context variables of the only context there is."""

_missing = object()
_vars = []


class Token:
    MISSING = _missing

    def __init__(self, var, old_value):
        self.var = var
        self.old_value = old_value


class ContextVar:
    def __init__(self, name, *, default=_missing):
        self.name = name
        self._default = default
        self._value = _missing

    def __class_getitem__(cls, item):
        return cls

    def get(self, default=_missing):
        for value in (self._value, default, self._default):
            if value is not _missing:
                return value
        raise LookupError(self)

    def set(self, value):
        token = Token(self, self._value)
        if self not in _vars:
            _vars.append(self)
        self._value = value
        return token

    def reset(self, token):
        self._value = token.old_value


class Context:
    """The values at the moment of its making."""

    def __init__(self, values=()):
        self._values = dict(values)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __contains__(self, var):
        return var in self._values

    def __getitem__(self, var):
        return self._values[var]

    def get(self, var, default=None):
        return self._values.get(var, default)

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()

    def run(self, callable, *args, **keywords):
        return callable(*args, **keywords)

    def copy(self):
        return Context(self._values)


def copy_context():
    return Context([(var, var._value) for var in _vars if var._value is not _missing])
