"""Modules of packages."""

import _system
import os
import sys
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
    """The package's folders in all folders that are searched."""
    if not isinstance(path, list):
        return path
    parent, _, last = name.rpartition(".")
    if parent:
        try:
            searched = sys.modules[parent].__path__
        except (KeyError, AttributeError):
            return path[:]
    else:
        searched = sys.path
    path = path[:]
    for folder in searched:
        if not isinstance(folder, str):
            continue
        portion = folder + "/" + last
        is_package = _system.isfile(portion + "/__init__.py") or not _system.isfile(portion + ".py")
        if _system.isdir(portion) and is_package and portion not in path:
            path.append(portion)
    return path


def find_loader(fullname):
    import importlib.util

    return importlib.util.find_spec(fullname)
