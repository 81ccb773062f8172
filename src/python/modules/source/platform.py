"""The platform: the one that containers have."""


def system():
    return "Linux"


def node():
    return "localhost"


def release():
    return "0"


def version():
    return "0"


def machine():
    return "x86_64"


def processor():
    return ""


def platform(aliased=False, terse=False):
    return "Linux-0-x86_64"


def python_version():
    return "3.11.7"


def python_version_tuple():
    return ("3", "11", "7")


def python_implementation():
    return "CPython"


def architecture(executable="", bits="", linkage=""):
    return ("64bit", "ELF")


def uname():
    return (system(), node(), release(), version(), machine())
