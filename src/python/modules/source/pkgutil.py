"""Modules of packages."""

import os
from collections import namedtuple

ModuleInfo = namedtuple("ModuleInfo", "module_finder name ispkg")


def iter_modules(path=None, prefix=""):
    import sys

    seen = set()
    for folder in sys.path if path is None else path:
        if not os.path.isdir(folder):
            continue
        for name in os.listdir(folder):
            below = os.path.join(folder, name)
            stem, suffix = os.path.splitext(name)
            if os.path.isfile(os.path.join(below, "__init__.py")):
                found, is_package = name, True
            elif suffix == ".py" and stem != "__init__":
                found, is_package = stem, False
            else:
                continue
            if found not in seen and found.isidentifier():
                seen.add(found)
                yield ModuleInfo(None, prefix + found, is_package)


def walk_packages(path=None, prefix="", onerror=None):
    for info in iter_modules(path, prefix):
        yield info
        if info.ispkg:
            try:
                __import__(info.name)
            except ImportError:
                if onerror is not None:
                    onerror(info.name)
                continue
            import sys

            yield from walk_packages(getattr(sys.modules[info.name], "__path__", []), info.name + ".", onerror)


def get_data(package, resource):
    import importlib.resources

    return importlib.resources.files(package).joinpath(resource).read_bytes()


def extend_path(path, name):
    return path


def find_loader(fullname):
    import importlib.util

    return importlib.util.find_spec(fullname)
