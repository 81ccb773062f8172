"""Importing by name."""

import sys as _sys


def import_module(name, package=None):
    if name.startswith("."):
        level = len(name) - len(name.lstrip("."))
        if not package:
            raise TypeError("the 'package' argument is required to perform a relative import for %r" % name)
        base = package.split(".")
        base = base[:len(base) - level + 1]
        name = ".".join(base + [name[level:]] if name[level:] else base)
    module = __import__(name)
    return _sys.modules.get(name, module)


def invalidate_caches():
    pass


def reload(module):
    return module


def __getattr__(name):
    if name in ("util", "metadata", "resources", "machinery", "abc"):
        return import_module("importlib." + name)
    raise AttributeError("module 'importlib' has no attribute %r" % name)
