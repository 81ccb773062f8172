"""No socket to anywhere and no other process: Python's audit events tell of both before they happen."""

import os
import sys
import traceback

_PROCESSES = {
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
}
_SOCKETS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}

# what was refused since the last `take`, also where the project's code caught the exception
_refused = []


class Forbidden(PermissionError):
    pass


class NoDatabase(Exception):
    """`--sql`, and the code wants an answer."""


def no_database():
    message = "with --sql there is no database to connect to"
    _refused.append({"message": message, "place": user_place(traceback.extract_stack()), "class": NoDatabase})
    raise NoDatabase(message)


def check_swallowed(only=None):
    """Raises again what the code caught, though it must not go on without it."""
    for refused in take():
        kind = refused.get("class", Forbidden)
        if only is None or kind is only:
            raise kind(refused["message"])


def _hook(event, arguments):
    if event in _PROCESSES:
        what = "starting a process (%s)" % event
    elif event in _SOCKETS:
        what = "a network connection (%s)" % event
    else:
        return
    place = user_place(traceback.extract_stack())
    message = what + " is not allowed while gen-migration runs the project's Python"
    _refused.append({"message": message, "place": place})
    raise Forbidden(message)


def install():
    sys.addaudithook(_hook)


def take():
    taken = list(_refused)
    del _refused[:]
    return taken


_LIBRARY = os.path.dirname(os.__file__)


def is_ours(file):
    return file.startswith("<gen-migration>") or file in ("<string>",)


def is_package(file):
    """Code of Python or of an installed package."""
    # compiled modules have paths of the machine that built them
    return not os.path.isabs(file) or file.startswith(_LIBRARY) or "site-packages" in file or "dist-packages" in file


def frames_of(stack):
    return [
        {
            "file": frame.filename,
            "line": frame.lineno or 0,
            "function": frame.name,
            "source": (frame.line or "").strip(),
            "package": is_package(frame.filename),
        }
        for frame in stack
        if not is_ours(frame.filename)
    ]


def user_place(stack):
    """The innermost line of the project's own code, else the innermost of all."""
    frames = frames_of(stack)
    own = [frame for frame in frames if not frame["package"]]
    return (own or frames or [None])[-1]
