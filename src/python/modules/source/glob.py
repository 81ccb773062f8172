"""Files by shell patterns."""

import os


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    from pathlib import Path, _matching

    pieces = [piece for piece in pathname.split("/") if piece]
    if not recursive:
        pieces = ["*" if piece == "**" else piece for piece in pieces]
    base = "/" if pathname.startswith("/") else root_dir or "."
    found = []
    for path in _matching(Path(base), pieces, include_hidden):
        text = str(path)
        if root_dir is not None and not pathname.startswith("/"):
            text = os.path.relpath(text, root_dir)
        found.append(text)
    return found


def iglob(pathname, **options):
    return iter(glob(pathname, **options))


def escape(pathname):
    return "".join("[%s]" % char if char in "*?[" else char for char in pathname)


def has_magic(s):
    return any(char in s for char in "*?[")
