"""Temporary files live in memory, temporary folders are only names."""

import io
import uuid

import _introspection

tempdir = None


def gettempdir():
    return "/tmp"


def gettempprefix():
    return "tmp"


def mkdtemp(suffix=None, prefix=None, dir=None):
    _introspection.leave_undone("`tempfile.mkdtemp`")
    return "%s/%s%s%s" % (dir or "/tmp", prefix or "tmp", uuid.uuid4().hex[:8], suffix or "")


class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True):
        self.name = mkdtemp(suffix, prefix, dir)

    def __enter__(self):
        return self.name

    def __exit__(self, *exc_info):
        pass

    def cleanup(self):
        pass


def TemporaryFile(mode="w+b", *args, suffix=None, prefix=None, dir=None, **options):
    file = io.BytesIO() if "b" in mode else io.StringIO()
    file.name = mkdtemp(suffix, prefix, dir)
    return file


NamedTemporaryFile = SpooledTemporaryFile = TemporaryFile


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    _introspection.refuse("`tempfile.mkstemp` would open a file")
