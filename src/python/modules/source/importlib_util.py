"""Finding modules without importing them."""

import _introspection
import _system
import sys


class _Spec:
    def __init__(self, name, origin, loader=None):
        self.name = name
        self.parent = name.rpartition(".")[0]
        self.origin = origin
        self.loader = loader or self
        self.submodule_search_locations = None

    def exec_module(self, module):
        return None

    def load_module(self, name=None):
        return __import__(self.name)


def find_spec(name, package=None):
    if name in sys.modules:
        return _Spec(name, getattr(sys.modules[name], "__file__", None))
    relative = name.replace(".", "/")
    for folder in sys.path:
        for candidate in (relative + ".py", relative + "/__init__.py"):
            path = (folder + "/" if folder else "") + candidate
            if _system.isfile(path):
                return _Spec(name, path)
    return None


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    spec = _Spec(name, origin, loader)
    if is_package:
        spec.parent = name
        spec.submodule_search_locations = []
    return spec


def spec_from_file_location(name, location=None, **options):
    return _introspection.unknown("a module loaded from a file by `importlib.util`")


def module_from_spec(spec):
    return _introspection.unknown("a module loaded from a file by `importlib.util`")
