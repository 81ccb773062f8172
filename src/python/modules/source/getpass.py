"""The user, never a password."""

import _introspection
import _system


def getuser():
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        if _system.environ.get(name):
            return _system.environ[name]
    return _introspection.unknown("the name of the user")


def getpass(prompt="Password: ", stream=None):
    _introspection.refuse("`getpass.getpass` waits for somebody at a terminal")
