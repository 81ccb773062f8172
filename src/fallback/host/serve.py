"""The host's life: says what it has, then does what it is asked, one request after the other."""

import importlib.util
import os
import sys

from . import guard, report

_environment = None
_recorder = None


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
    global _recorder
    from . import drivers, engine, metadata

    drivers.install()
    engine.install(channel)
    _recorder = metadata.Recorder().install()
    guard.install()
    return {}


def _environment_of(request):
    from . import environment

    global _environment
    if _environment is None:
        _environment = environment.Environment(request["environment"], _recorder)
    return _environment


def _revision(channel, request):
    from . import revision

    return revision.run(request, _environment_of(request), channel)


def _script(channel, request):
    from . import offline

    return offline.script(request, _environment_of(request), channel)


def _env_py(channel, request):
    return _environment_of(request).run(request["path"])


def _hook(channel, request):
    from . import hooks

    return {"answer": hooks.ask(request, _environment)}


def _directives(channel, request):
    from . import directives, hooks

    function = _environment.options["process_revision_directives"]
    context = _environment.context.get_context()
    answer = directives.run(
        function,
        context,
        tuple(request["heads"]),
        request["given"],
        lambda schema, name: hooks.declared_table(schema, name, _environment),
        hooks.reflected_table,
        None,
    )
    return {"answer": answer}


_DEEDS = {
    "start": _start,
    "revision": _revision,
    "script": _script,
    "env_py": _env_py,
    "hook": _hook,
    "directives": _directives,
}


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
