"""environs' reader of the environment."""

import os

from dotenv import load_dotenv

_missing = object()


class EnvError(ValueError):
    pass


class EnvValidationError(EnvError):
    pass


class Env:
    def __init__(self, *, eager=True, expand_vars=False, prefix=None):
        self._prefix = prefix or ""

    def read_env(self, path=None, recurse=True, verbose=False, override=False, **options):
        return load_dotenv(path, override=override)

    def _raw(self, name, default):
        value = os.environ.get(self._prefix + name, _missing)
        if value is not _missing:
            return value, True
        if default is _missing:
            raise EnvError('Environment variable "%s" not set' % (self._prefix + name))
        return default, False

    def _read(self, name, default, convert):
        value, given = self._raw(name, default)
        if not given:
            return value
        try:
            return convert(value)
        except (TypeError, ValueError):
            raise EnvValidationError('Environment variable "%s" invalid' % (self._prefix + name)) from None

    def __call__(self, name, default=_missing, **options):
        return self._raw(name, default)[0]

    def str(self, name, default=_missing, **options):
        return self._raw(name, default)[0]

    def int(self, name, default=_missing, **options):
        return self._read(name, default, int)

    def float(self, name, default=_missing, **options):
        return self._read(name, default, float)

    def bool(self, name, default=_missing, **options):
        known = {"1": True, "true": True, "t": True, "yes": True, "y": True, "on": True,
                 "0": False, "false": False, "f": False, "no": False, "n": False, "off": False}
        return self._read(name, default, lambda text: known[text.lower()])

    def list(self, name, default=_missing, subcast=None, delimiter=",", **options):
        return self._read(name, default, lambda text: [
            (subcast or (lambda part: part))(part.strip()) for part in text.split(delimiter) if part.strip()])

    def json(self, name, default=_missing, **options):
        import json

        return self._read(name, default, json.loads)

    def path(self, name, default=_missing, **options):
        from pathlib import Path

        return self._read(name, default, Path)

    url = str
