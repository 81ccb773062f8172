"""The operating system: what can be read. Whatever writes, runs or connects refuses."""

import _introspection
import _system
import posixpath as path
from posixpath import altsep, curdir, defpath, devnull, extsep, fspath, pardir, pathsep, sep

name = "posix"
linesep = "\n"
environ = _system.environ
environb = {}
error = OSError
F_OK, R_OK, W_OK, X_OK = 0, 4, 2, 1
O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0, 1, 2, 64, 128, 512, 1024
supports_bytes_environ = True


class PathLike:
    @classmethod
    def __class_getitem__(cls, items):
        return _introspection.alias(cls, items)


class stat_result(tuple):
    @property
    def st_mode(self):
        return self[0]

    @property
    def st_ino(self):
        return self[1]

    @property
    def st_size(self):
        return self[6]

    @property
    def st_mtime(self):
        return float(self[8])

    @property
    def st_atime(self):
        return float(self[7])

    @property
    def st_ctime(self):
        return float(self[9])

    @property
    def st_uid(self):
        return self[4]

    @property
    def st_gid(self):
        return self[5]


class DirEntry:
    def __init__(self, folder, name):
        self.name = name
        self.path = path.join(folder, name)

    def is_dir(self, *, follow_symlinks=True):
        return path.isdir(self.path)

    def is_file(self, *, follow_symlinks=True):
        return path.isfile(self.path)

    def is_symlink(self):
        return path.islink(self.path)

    def stat(self, *, follow_symlinks=True):
        return stat(self.path)

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "<DirEntry %r>" % self.name


class _Scandir(list):
    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass

    def close(self):
        pass


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value, /):
    environ[key] = value


def unsetenv(key, /):
    environ.pop(key, None)


def getcwd():
    return _system.cwd


def getcwdb():
    return _system.cwd.encode()


def stat(path, *, dir_fd=None, follow_symlinks=True):
    return stat_result(_system.stat(path, follow_symlinks))


def lstat(path, *, dir_fd=None):
    return stat_result(_system.stat(path, False))


def listdir(path="."):
    return _system.listdir(path)


def scandir(path="."):
    return _Scandir(DirEntry(fspath(path), name) for name in _system.listdir(path))


def readlink(path, *, dir_fd=None):
    return _system.readlink(path)


def access(path, mode, **options):
    return _system.exists(path)


def walk(top, topdown=True, onerror=None, followlinks=False):
    folders = []
    files = []
    try:
        names = _system.listdir(top)
    except OSError as error:
        if onerror is not None:
            onerror(error)
        return
    for name in names:
        (folders if path.isdir(path.join(top, name)) else files).append(name)
    if topdown:
        yield fspath(top), folders, files
    for name in folders:
        below = path.join(top, name)
        if followlinks or not path.islink(below):
            yield from walk(below, topdown, onerror, followlinks)
    if not topdown:
        yield fspath(top), folders, files


def getpid():
    return 4242


def getppid():
    return 4241


def getuid():
    return 1000


getgid = geteuid = getegid = getuid


def getlogin():
    return environ.get("USER", "user")


def cpu_count():
    return 1


def urandom(size, /):
    return _system.random(size)


def fsencode(filename):
    return fspath(filename).encode()


def fsdecode(filename):
    filename = fspath(filename)
    return filename.decode() if isinstance(filename, bytes) else filename


def get_terminal_size(*args):
    return (80, 24)


def isatty(fd, /):
    return False


def uname():
    return ("Linux", "localhost", "0", "0", "x86_64")


def strerror(code, /):
    return "error %d" % code


def mkdir(path, mode=0o777, *, dir_fd=None):
    """Nothing is made, and the output says so: settings make folders that no model needs."""
    if _system.exists(path):
        raise FileExistsError(17, "File exists", fspath(path))
    _introspection.write("the folder %s was not made: reading changes nothing\n" % fspath(path))


def makedirs(name, mode=0o777, exist_ok=False):
    if not (exist_ok and _system.isdir(name)):
        mkdir(name)


def _undone(name):
    def undone(*args, **keywords):
        _introspection.leave_undone("`os.%s`" % name)

    undone.__name__ = name
    return undone


def _refusal(name, what):
    def refused(*args, **keywords):
        _introspection.refuse("`os.%s` would %s" % (name, what))

    refused.__name__ = name
    return refused


for _name in ("remove", "unlink", "rmdir", "removedirs", "rename", "renames", "replace", "link",
              "symlink", "chmod", "chown", "utime", "truncate", "open", "write", "mkfifo", "fdopen", "close"):
    globals()[_name] = _undone(_name)
for _name in ("system", "popen", "execv", "execve", "execvp", "execl", "execlp", "spawnl", "spawnv", "fork", "kill",
              "killpg", "posix_spawn", "wait", "waitpid", "abort", "_exit", "startfile"):
    globals()[_name] = _refusal(_name, "start or stop a process")
for _name in ("chdir", "fchdir", "chroot", "setuid", "setgid", "nice"):
    globals()[_name] = _refusal(_name, "change the process")

_mask = _introspection.unknown("the process's umask")


def umask(mask):
    """Kept for whoever asks: it speaks of files that are made, and none are."""
    global _mask
    before, _mask = _mask, mask
    return before


def register_at_fork(*, before=None, after_in_parent=None, after_in_child=None):
    """Nothing forks here."""
