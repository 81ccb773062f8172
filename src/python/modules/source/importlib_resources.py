"""Files of packages."""

from pathlib import Path


def files(anchor=None):
    import importlib

    module = importlib.import_module(anchor) if isinstance(anchor, str) else anchor
    return Path(module.__path__[0]) if getattr(module, "__path__", None) else Path(module.__file__).parent


def read_text(anchor, *names, encoding="utf-8", errors="strict"):
    return files(anchor).joinpath(*names).read_text(encoding, errors)


def read_binary(anchor, *names):
    return files(anchor).joinpath(*names).read_bytes()


def open_text(anchor, *names, encoding="utf-8", errors="strict"):
    return files(anchor).joinpath(*names).open(encoding=encoding)


def is_resource(anchor, *names):
    return files(anchor).joinpath(*names).is_file()


class as_file:
    def __init__(self, path):
        self._path = path

    def __enter__(self):
        return self._path

    def __exit__(self, *exc_info):
        pass


def path(anchor, *names):
    return as_file(files(anchor).joinpath(*names))
