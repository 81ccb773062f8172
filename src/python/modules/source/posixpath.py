"""Paths on POSIX systems."""

import _system

sep = "/"
curdir = "."
pardir = ".."
extsep = "."
pathsep = ":"
defpath = "/bin:/usr/bin"
altsep = None
devnull = "/dev/null"
supports_unicode_filenames = False


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    convert = getattr(type(path), "__fspath__", None)
    if convert is None:
        raise TypeError("expected str, bytes or os.PathLike object, not " + type(path).__name__)
    return convert(path)


def join(path, *paths):
    result = fspath(path)
    for part in map(fspath, paths):
        if part.startswith("/"):
            result = part
        elif not result or result.endswith("/"):
            result += part
        else:
            result += "/" + part
    return result


def split(path):
    path = fspath(path)
    cut = path.rfind("/") + 1
    head, tail = path[:cut], path[cut:]
    if head and head != "/" * len(head):
        head = head.rstrip("/")
    return head, tail


def basename(path):
    return split(path)[1]


def dirname(path):
    return split(path)[0]


def splitext(path):
    path = fspath(path)
    name = path[path.rfind("/") + 1:]
    stem = name.lstrip(".")
    dot = stem.rfind(".")
    if dot < 0:
        return path, ""
    cut = len(path) - len(stem) + dot
    return path[:cut], path[cut:]


def splitdrive(path):
    return "", fspath(path)


def isabs(path):
    return fspath(path).startswith("/")


def normpath(path):
    path = fspath(path)
    if not path:
        return "."
    root = "//" if path.startswith("//") and not path.startswith("///") else "/" if path.startswith("/") else ""
    parts = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".." or not root:
            parts.append(part)
    return root + "/".join(parts) or "."


def abspath(path):
    return normpath(join(_system.cwd, fspath(path)))


def realpath(path, *, strict=False):
    return _system.realpath(path)


def relpath(path, start=None):
    if not fspath(path):
        raise ValueError("no path specified")
    base = [part for part in abspath("." if start is None else start).split("/") if part]
    goal = [part for part in abspath(path).split("/") if part]
    common = 0
    while common < min(len(base), len(goal)) and base[common] == goal[common]:
        common += 1
    return "/".join([".."] * (len(base) - common) + goal[common:]) or "."


def commonprefix(paths):
    if not paths:
        return ""
    low, high = min(paths), max(paths)
    for index, char in enumerate(low):
        if char != high[index]:
            return low[:index]
    return low


def commonpath(paths):
    split_paths = [[part for part in fspath(path).split("/") if part and part != "."] for path in paths]
    if not split_paths:
        raise ValueError("commonpath() arg is an empty sequence")
    absolute = {fspath(path).startswith("/") for path in paths}
    if len(absolute) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    return ("/" if True in absolute else "") + "/".join(commonprefix(split_paths))


def normcase(path):
    return fspath(path)


def exists(path):
    return _system.exists(path)


lexists = exists


def isfile(path):
    return _system.isfile(path)


def isdir(path):
    return _system.isdir(path)


def islink(path):
    try:
        return _system.stat(path, False)[0] & 0o170000 == 0o120000
    except OSError:
        return False


def ismount(path):
    return abspath(path) == "/"


def getsize(path):
    return _system.stat(path)[6]


def getmtime(path):
    return float(_system.stat(path)[8])


def getatime(path):
    return float(_system.stat(path)[7])


def getctime(path):
    return float(_system.stat(path)[9])


def samefile(left, right):
    return realpath(left) == realpath(right)


def expanduser(path):
    path = fspath(path)
    if path != "~" and not path.startswith("~/"):
        return path
    home = _system.environ.get("HOME")
    return path if home is None else (home.rstrip("/") + path[1:]) or "/"


def expandvars(path):
    import re

    def value(match):
        name = match.group(1) or match.group(2)
        return _system.environ.get(name, match.group(0))

    return re.sub(r"\$(?:(\w+)|\{([^}]*)\})", value, fspath(path))
