"""Settings from the environment and from `.env` or `settings.ini`."""

import os

from dotenv import _values

_undefined = object()
undefined = _undefined


class UndefinedValueError(Exception):
    pass


class Undefined:
    pass


_booleans = {"y": True, "yes": True, "t": True, "true": True, "on": True, "1": True,
             "n": False, "no": False, "f": False, "false": False, "off": False, "0": False, "": False}


class Csv:
    def __init__(self, cast=str, delimiter=",", strip=" \t\n\r\v\f", post_process=list):
        self.cast = cast
        self.delimiter = delimiter
        self.strip = strip
        self.post_process = post_process

    def __call__(self, value):
        if value is None:
            return self.post_process()
        return self.post_process(
            self.cast(part.strip(self.strip)) for part in value.split(self.delimiter) if part.strip(self.strip))


class Choices:
    def __init__(self, flat=None, cast=str, choices=None):
        self.flat = list(flat or []) + [choice[0] for choice in choices or []]
        self.cast = cast

    def __call__(self, value):
        value = self.cast(value)
        if value not in self.flat:
            raise ValueError("Value not in list: %r; valid values are %r" % (value, self.flat))
        return value


class RepositoryEmpty:
    def __init__(self, source="", encoding="utf-8"):
        self.data = {}

    def __contains__(self, key):
        return key in os.environ or key in self.data

    def __getitem__(self, key):
        return self.data[key]


class RepositoryEnv(RepositoryEmpty):
    def __init__(self, source, encoding="utf-8"):
        with open(source, encoding=encoding) as file:
            self.data = _values(file.read(), False)


class RepositoryIni(RepositoryEmpty):
    def __init__(self, source, encoding="utf-8"):
        from configparser import ConfigParser

        parser = ConfigParser()
        parser.read(source)
        self.data = {key.upper(): value for key, value in parser.items("settings")}

    def __contains__(self, key):
        return key in os.environ or key.upper() in self.data

    def __getitem__(self, key):
        return self.data[key.upper()]


class Config:
    def __init__(self, repository):
        self.repository = repository

    def get(self, option, default=_undefined, cast=_undefined):
        if option in os.environ:
            value = os.environ[option]
        elif option in self.repository:
            value = self.repository[option]
        elif default is _undefined:
            raise UndefinedValueError("%s not found. Declare it as envvar or define a default value." % option)
        else:
            value = default
        if cast is _undefined:
            return value
        if cast is bool:
            if isinstance(value, bool):
                return value
            text = str(value).lower()
            if text not in _booleans:
                raise ValueError("Not a boolean: %s" % text)
            return _booleans[text]
        return cast(value)

    __call__ = get


class AutoConfig:
    def __init__(self, search_path=None):
        self.search_path = search_path
        self.config = None

    def _load(self):
        folder = self.search_path or os.getcwd()
        while True:
            for name, repository in (("settings.ini", RepositoryIni), (".env", RepositoryEnv)):
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    return Config(repository(path))
            parent = os.path.dirname(folder)
            if parent == folder:
                return Config(RepositoryEmpty())
            folder = parent

    def __call__(self, *args, **keywords):
        if self.config is None:
            self.config = self._load()
        return self.config(*args, **keywords)


config = AutoConfig()
