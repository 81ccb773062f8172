"""The interpreter as programs see it."""

import _introspection
import _system


class _VersionInfo(tuple):
    @property
    def major(self):
        return self[0]

    @property
    def minor(self):
        return self[1]

    @property
    def micro(self):
        return self[2]

    @property
    def releaselevel(self):
        return self[3]

    @property
    def serial(self):
        return self[4]

    def __repr__(self):
        return "sys.version_info(major=%d, minor=%d, micro=%d, releaselevel=%r, serial=%d)" % tuple(self)


class _Stream:
    encoding = "utf-8"
    errors = "strict"
    closed = False

    def __init__(self, name):
        self.name = name

    def write(self, text):
        if self.name == "<stderr>":
            _introspection.write_error(text)
        else:
            _introspection.write(text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        return 1

    def reconfigure(self, **options):
        pass


class _Input:
    name = "<stdin>"

    def read(self, *size):
        _introspection.refuse("reading from standard input")

    readline = readlines = read

    def isatty(self):
        return False


class _Flags:
    debug = inspect = interactive = optimize = dont_write_bytecode = no_user_site = no_site = 0
    ignore_environment = verbose = bytes_warning = quiet = 0
    hash_randomization = 1
    dev_mode = False
    utf8_mode = 0


class _Implementation:
    name = "cpython"
    cache_tag = "cpython-311"


argv = _system.argv
path = _system.path
modules = _system.modules
version_info = _VersionInfo((3, 11, 7, "final", 0))
version = "3.11.7 (main) [gen-migration]"
hexversion = 0x030B07F0
api_version = 1013
implementation = _Implementation()
platform = "linux"
byteorder = "little"
maxsize = 9223372036854775807
maxunicode = 1114111
executable = "python3"
prefix = exec_prefix = base_prefix = base_exec_prefix = "/usr"
flags = _Flags()
dont_write_bytecode = True
warnoptions = []
meta_path = []
path_hooks = []
path_importer_cache = {}
builtin_module_names = ("builtins", "sys")
stdlib_module_names = frozenset()
stdout = __stdout__ = _Stream("<stdout>")
stderr = __stderr__ = _Stream("<stderr>")
stdin = __stdin__ = _Input()


def exit(status=None, /):
    raise SystemExit(status)


def exc_info():
    error = _introspection.handled()
    return (None, None, None) if error is None else (type(error), error, None)


def exception():
    return _introspection.handled()


def getrecursionlimit():
    return 1000


def setrecursionlimit(limit, /):
    pass


def getsizeof(obj, default=None):
    return 64


def getdefaultencoding():
    return "utf-8"


def getfilesystemencoding():
    return "utf-8"


def getfilesystemencodeerrors():
    return "surrogateescape"


def intern(string, /):
    return string


def getrefcount(obj, /):
    return 1


def gettrace():
    return None


def settrace(function, /):
    pass


def setprofile(function, /):
    pass


def excepthook(kind, value, traceback, /):
    pass


def displayhook(value, /):
    pass


def is_finalizing():
    return False


def _getframe(depth=0):
    return _introspection.unknown("`sys._getframe` looks at the interpreter's own frames")
