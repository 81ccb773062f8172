# The first lines of the host process: the other modules come through standard input, as JSON.
import importlib.abc
import importlib.machinery
import json
import os
import sys

_tool_to_host = os.fdopen(os.dup(0), "rb")
_host_to_tool = os.fdopen(os.dup(1), "wb")
# what the project's code reads and prints has nothing to do with the protocol
_null = os.open(os.devnull, os.O_RDONLY)
os.dup2(_null, 0)
os.dup2(2, 1)
sys.stdin = open(0, encoding="utf-8", closefd=False)
sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
sys.dont_write_bytecode = True
if sys.path and sys.path[0] == "":
    del sys.path[0]


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports `_gen_migration.*` from the texts that the tool sent."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name != "_gen_migration" and name.rpartition(".")[2] not in self.sources:
            return None
        if name.partition(".")[0] != "_gen_migration":
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=name == "_gen_migration")

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name = module.__name__.rpartition(".")[2]
        if name in self.sources:
            module.__file__ = "<gen-migration>/" + name + ".py"
            exec(compile(self.sources[name], module.__file__, "exec"), module.__dict__)


sys.meta_path.insert(0, _Finder(json.loads(_tool_to_host.readline())))

import _gen_migration.channel
import _gen_migration.serve

_gen_migration.serve.main(_gen_migration.channel.Channel(_tool_to_host, _host_to_tool))
