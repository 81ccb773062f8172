"""The host's life: says what it has, then does what it is asked, one request after the other."""

import importlib.util
import os
import sys

from . import guard, report

_environment = None


def _version(name):
    if importlib.util.find_spec(name) is None:
        return None
    try:
        from importlib import metadata

        return metadata.version(name)
    except Exception:
        return "unknown"


def _start(channel, request):
    """Paths, drivers, guard, engine: everything before the project's first line."""
    os.chdir(request["working_directory"])
    sys.path[:0] = request["search_path"]
    sys.argv = ["alembic"]
    from . import drivers, engine

    drivers.install()
    engine.install(channel)
    guard.install()
    return {}


def _revision(channel, request):
    from . import environment, revision

    global _environment
    if _environment is None:
        _environment = environment.Environment(request["environment"])
    return revision.run(request, _environment)


_DEEDS = {"start": _start, "revision": _revision}


def main(channel):
    channel.send(
        {
            "done": {
                "python": "%d.%d.%d" % sys.version_info[:3],
                "sqlalchemy": _version("sqlalchemy"),
                "alembic": _version("alembic"),
            }
        }
    )
    while True:
        request = channel.receive()
        try:
            done = _DEEDS[request["do"]](channel, request)
        except BaseException as error:
            channel.send({"failed": report.failure(error)})
        else:
            channel.send({"done": done})
