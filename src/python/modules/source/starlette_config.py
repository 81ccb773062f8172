"""starlette's settings."""

import os
from collections.abc import MutableMapping

from dotenv import _values


class _Undefined:
    pass


undefined = _Undefined


class EnvironError(Exception):
    pass


class Environ(MutableMapping):
    def __init__(self, environ=None):
        self._environ = os.environ if environ is None else environ

    def __getitem__(self, key):
        return self._environ[key]

    def __setitem__(self, key, value):
        self._environ[key] = value

    def __delitem__(self, key):
        del self._environ[key]

    def __iter__(self):
        return iter(self._environ)

    def __len__(self):
        return len(self._environ)


environ = Environ()


class Config:
    def __init__(self, env_file=None, environ=environ, env_prefix="", encoding="utf-8"):
        self.environ = environ
        self.env_prefix = env_prefix
        self.file_values = {}
        if env_file is not None and os.path.isfile(env_file):
            with open(env_file, encoding=encoding) as file:
                self.file_values = _values(file.read(), False)

    def __call__(self, key, cast=None, default=undefined):
        return self.get(key, cast, default)

    def get(self, key, cast=None, default=undefined):
        key = self.env_prefix + key
        if key in self.environ:
            value = self.environ[key]
        elif key in self.file_values:
            value = self.file_values[key]
        elif default is undefined:
            raise KeyError("Config '%s' is missing, and has no default." % key)
        else:
            value = default
        return self._perform_cast(key, value, cast)

    def _perform_cast(self, key, value, cast=None):
        if cast is None or value is None:
            return value
        if cast is bool and isinstance(value, str):
            known = {"true": True, "1": True, "false": False, "0": False}
            if value.lower() not in known:
                raise ValueError("Config '%s' has value '%s'. Not a valid bool." % (key, value))
            return known[value.lower()]
        try:
            return cast(value)
        except (TypeError, ValueError):
            raise ValueError("Config '%s' has value '%s'. Not a valid %s." % (key, value, cast.__name__)) from None
