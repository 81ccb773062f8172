"""Paths as objects. What reads works, what writes refuses."""

import _introspection
import _system
import os
import posixpath


class PurePath:
    def __new__(cls, *args, **keywords):
        if cls is Path:
            cls = PosixPath
        elif cls is PurePath:
            cls = PurePosixPath
        return object.__new__(cls)

    def __init__(self, *args):
        text = ""
        for part in args:
            part = os.fspath(part)
            if not isinstance(part, str):
                raise TypeError("argument should be a str or an os.PathLike object where __fspath__ returns a str, "
                                "not %r" % type(part).__name__)
            text = posixpath.join(text, part) if text else part
        root = "/" if text.startswith("/") else ""
        if text.startswith("//") and not text.startswith("///"):
            root = "//"
        pieces = [piece for piece in text.split("/") if piece and piece != "."]
        self._root = root
        self._pieces = pieces
        self._text = root + "/".join(pieces) or "."

    def _make(self, text):
        return type(self)(text)

    def with_segments(self, *segments):
        return type(self)(*segments)

    @property
    def parts(self):
        return ((self._root,) if self._root else ()) + tuple(self._pieces)

    @property
    def drive(self):
        return ""

    @property
    def root(self):
        return self._root

    @property
    def anchor(self):
        return self._root

    @property
    def name(self):
        return self._pieces[-1] if self._pieces else ""

    @property
    def suffix(self):
        name = self.name
        dot = name.rfind(".")
        return name[dot:] if 0 < dot < len(name) - 1 else ""

    @property
    def suffixes(self):
        name = self.name
        if name.endswith("."):
            return []
        return ["." + suffix for suffix in name.lstrip(".").split(".")[1:]]

    @property
    def stem(self):
        name = self.name
        dot = name.rfind(".")
        return name[:dot] if 0 < dot < len(name) - 1 else name

    @property
    def parent(self):
        if not self._pieces:
            return self
        return self._make(self._root + "/".join(self._pieces[:-1]))

    @property
    def parents(self):
        found = []
        path = self
        while path.parent != path:
            path = path.parent
            found.append(path)
        return tuple(found)

    def joinpath(self, *others):
        return self._make(posixpath.join(str(self), *[os.fspath(other) for other in others]))

    def __truediv__(self, other):
        try:
            other = os.fspath(other)
        except TypeError:
            return NotImplemented
        return self._make(posixpath.join(str(self), other))

    def __rtruediv__(self, other):
        return self._make(posixpath.join(other, str(self)))

    def is_absolute(self):
        return bool(self._root)

    def is_relative_to(self, other, *more):
        other = self._make(posixpath.join(os.fspath(other), *[os.fspath(part) for part in more]))
        return other == self or other in self.parents

    def relative_to(self, other, *more, walk_up=False):
        other = self._make(posixpath.join(os.fspath(other), *[os.fspath(part) for part in more]))
        if other != self and other not in self.parents:
            raise ValueError("%r is not in the subpath of %r OR one path is relative and the other is absolute."
                             % (str(self), str(other)))
        return self._make("/".join(self._pieces[len(other._pieces):]))

    def with_name(self, name):
        if not self.name:
            raise ValueError("%r has an empty name" % (self,))
        return self.parent / name

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        if suffix and (not suffix.startswith(".") or suffix == "."):
            raise ValueError("Invalid suffix %r" % (suffix,))
        return self.with_name(self.stem + suffix)

    def match(self, pattern):
        import fnmatch

        wanted = type(self)(pattern)
        own = self.parts
        parts = wanted.parts
        if wanted.is_absolute() and len(parts) != len(own) or len(parts) > len(own):
            return False
        return all(fnmatch.fnmatchcase(piece, part) for piece, part in zip(reversed(own), reversed(parts)))

    def as_posix(self):
        return str(self)

    def as_uri(self):
        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        from urllib.parse import quote

        return "file://" + quote(str(self))

    def __fspath__(self):
        return self._text

    def __str__(self):
        return self._text

    def __bytes__(self):
        return self._text.encode()

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, self._text)

    def __eq__(self, other):
        return self._text == other._text if isinstance(other, PurePath) else NotImplemented

    def __lt__(self, other):
        return self.parts < other.parts if isinstance(other, PurePath) else NotImplemented

    def __le__(self, other):
        return self.parts <= other.parts if isinstance(other, PurePath) else NotImplemented

    def __gt__(self, other):
        return self.parts > other.parts if isinstance(other, PurePath) else NotImplemented

    def __ge__(self, other):
        return self.parts >= other.parts if isinstance(other, PurePath) else NotImplemented

    def __hash__(self):
        return hash(self._text)


class PurePosixPath(PurePath):
    pass


class PureWindowsPath(PurePath):
    def __init__(self, *args):
        _introspection.refuse("a path of Windows")


class Path(PurePath):
    @classmethod
    def cwd(cls):
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        return cls(posixpath.expanduser("~"))

    def absolute(self):
        return self._make(posixpath.join(os.getcwd(), str(self)))

    def resolve(self, strict=False):
        if strict:
            self.stat()
        return self._make(_system.realpath(str(self)))

    def expanduser(self):
        return self._make(posixpath.expanduser(str(self)))

    def exists(self, *, follow_symlinks=True):
        return posixpath.exists(self)

    def is_file(self):
        return posixpath.isfile(self)

    def is_dir(self):
        return posixpath.isdir(self)

    def is_symlink(self):
        return posixpath.islink(self)

    def is_mount(self):
        return posixpath.ismount(self)

    def stat(self, *, follow_symlinks=True):
        return os.stat(self, follow_symlinks=follow_symlinks)

    def lstat(self):
        return os.lstat(self)

    def owner(self):
        return "user"

    group = owner

    def samefile(self, other):
        return posixpath.samefile(self, other)

    def readlink(self):
        return self._make(os.readlink(self))

    def open(self, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
        return open(self, mode, buffering, encoding, errors, newline)

    def read_text(self, encoding=None, errors=None):
        with self.open("r", encoding=encoding, errors=errors) as file:
            return file.read()

    def read_bytes(self):
        return _system.read(str(self))

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        os.makedirs(self, mode, exist_ok)

    def iterdir(self):
        for name in os.listdir(self):
            yield self / name

    def walk(self, top_down=True, on_error=None, follow_symlinks=False):
        for folder, folders, files in os.walk(str(self), top_down, on_error, follow_symlinks):
            yield self._make(folder), folders, files

    def glob(self, pattern):
        pieces = [piece for piece in pattern.split("/") if piece]
        if not pieces:
            raise ValueError("Unacceptable pattern: %r" % pattern)
        yield from _matching(self, pieces)

    def rglob(self, pattern):
        yield from _matching(self, ["**"] + [piece for piece in pattern.split("/") if piece])


def _matching(folder, pieces, hidden=True):
    """Paths below the folder; without `hidden`, wildcards pass over names that begin with a dot."""
    import fnmatch

    piece, rest = pieces[0], pieces[1:]
    if piece == "**":
        seen = set()
        for below in _folders(folder, hidden):
            found = [below] if not rest else _matching(below, rest, hidden)
            for path in found:
                if path not in seen:
                    seen.add(path)
                    yield path
        return
    if not folder.is_dir():
        return
    if not any(char in piece for char in "*?["):
        path = folder / piece
        if path.exists():
            yield from _matching(path, rest, hidden) if rest else [path]
        return
    for name in os.listdir(folder):
        if name.startswith(".") and not hidden and not piece.startswith("."):
            continue
        if fnmatch.fnmatchcase(name, piece):
            path = folder / name
            if rest:
                if path.is_dir():
                    yield from _matching(path, rest, hidden)
            else:
                yield path


def _folders(folder, hidden):
    yield folder
    if folder.is_dir():
        for name in os.listdir(folder):
            below = folder / name
            if below.is_dir() and not below.is_symlink() and (hidden or not name.startswith(".")):
                yield from _folders(below, hidden)


def _refusal(name):
    def refused(self, *args, **keywords):
        _introspection.leave_undone("`Path.%s`" % name)

    refused.__name__ = name
    return refused


for _name in ("write_text", "write_bytes", "rmdir", "unlink", "rename", "replace", "touch", "chmod", "lchmod",
              "symlink_to", "hardlink_to", "link_to"):
    setattr(Path, _name, _refusal(_name))


class PosixPath(Path, PurePosixPath):
    pass


class WindowsPath(Path):
    pass
