"""Exceptions of the project's code, as the tool tells them."""

import traceback

from . import channel, dbapi, guard


def _database_error(error):
    """PostgreSQL's own words inside SQLAlchemy's exception, or in what that was raised from."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        said = getattr(getattr(error, "orig", error), "said", None)
        if said is not None:
            return said
        error = error.__cause__ or error.__context__
    return None


def failure(error):
    frames = guard.frames_of(traceback.extract_tb(error.__traceback__))
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else kind.__module__ + "." + kind.__qualname__
    report = {"type": name, "message": str(error), "frames": frames}
    if isinstance(error, SyntaxError) and error.filename:
        report["message"] = error.msg
        frames.append(
            {
                "file": error.filename,
                "line": error.lineno or 0,
                "function": "<module>",
                "source": (error.text or "").strip(),
                "package": guard.is_package(error.filename),
            }
        )
    if isinstance(error, ImportError):
        report["module"] = error.name
        report["missing"] = isinstance(error, ModuleNotFoundError)
    if isinstance(error, SystemExit):
        report["message"] = "the code called sys.exit(%r)" % (error.code,)
    if isinstance(error, channel.Ended):
        report["ended"] = True
    if isinstance(error, guard.Forbidden):
        report["forbidden"] = True
    said = _database_error(error)
    if said is not None:
        report["database"] = said
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and said is None:
        report["cause"] = "%s: %s" % (type(cause).__name__, cause)
    return report
