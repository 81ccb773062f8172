"""A module whose whole business this evaluator refuses: names can be imported, nothing can be used."""

import _introspection

_reasons = {
    "subprocess": "start a process",
    "multiprocessing": "start a process",
    "pty": "start a process",
    "socket": "open a connection",
    "socketserver": "open a connection",
    "select": "open a connection",
    "selectors": "open a connection",
    "ssl": "open a connection",
    "smtplib": "open a connection",
    "ftplib": "open a connection",
    "imaplib": "open a connection",
    "http.client": "open a connection",
    "http.server": "open a connection",
    "urllib.request": "open a connection",
    "xmlrpc.client": "open a connection",
    "webbrowser": "open a connection",
    "sqlite3": "open a database",
    "dbm": "open a database",
    "shelve": "open a database",
    "zipfile": "read or write an archive",
    "tarfile": "read or write an archive",
    "fcntl": "lock a file",
    "pickle": "run code that only exists at run time",
    "marshal": "run code that only exists at run time",
    "ctypes": "call into C",
    "code": "run code that only exists at run time",
}
# in small letters although nothing can be called
_values = (
    "adapters", "apilevel", "compatible_formats", "converters", "format_version", "has_ipv6", "mswindows", "paramstyle",
    "responses", "sqlite_version", "sqlite_version_info", "threadsafety", "version", "version_info",
)
_name = __name__


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError("module %r has no attribute %r" % (_name, name))
    if name.endswith(("Error", "Exception", "Expired")) or name in ("error", "timeout", "gaierror", "herror"):
        kind = type(name, (Exception,), {"__module__": _name})
        globals()[name] = kind
        return kind
    if name.isupper() or name in _values:
        return _introspection.unknown("the constant `%s.%s`" % (_name, name))
    return _Refused(name)


class _Refused:
    def __init__(self, name):
        self._name = name

    def __call__(self, *args, **keywords):
        # application code that is imported for its models prepares files that the models don't need
        if _name in ("tempfile", "shutil") and not _introspection.in_revision():
            return _introspection.unknown("`%s.%s`: reading changes no file" % (_name, self._name))
        _introspection.refuse("`%s.%s` would %s" % (_name, self._name, _reasons.get(_name, "leave this process")))

    def __getattr__(self, name):
        return _Refused(self._name + "." + name)

    def __mro_entries__(self, bases):
        return ()
