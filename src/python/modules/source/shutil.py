"""Copies and removals are left undone."""

import os

import _introspection


class Error(OSError):
    pass


class SameFileError(Error):
    pass


def _undone(name):
    def undone(src=None, dst=None, *args, **keywords):
        _introspection.leave_undone("`shutil.%s`" % name)
        return dst

    undone.__name__ = name
    return undone


for _name in ("copy", "copy2", "copyfile", "copyfileobj", "copymode", "copystat", "copytree", "move", "rmtree", "chown",
              "make_archive", "unpack_archive"):
    globals()[_name] = _undone(_name)


def which(cmd, mode=1, path=None):
    for folder in (path or os.environ.get("PATH", "")).split(":"):
        found = os.path.join(folder, cmd)
        if folder and os.path.isfile(found):
            return found
    return None


def disk_usage(path):
    return _introspection.unknown("the space on a disk")


def get_terminal_size(fallback=(80, 24)):
    return fallback


def ignore_patterns(*patterns):
    return lambda path, names: set()
