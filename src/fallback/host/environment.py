"""Alembic's configuration and context, as `alembic upgrade` would have set them up; env.py, run."""

import argparse
import importlib.util
import os
import sys

from . import engine, guard, metadata


class Environment:
    def __init__(self, request, recorder):
        from alembic.config import Config
        from alembic.script import ScriptDirectory

        arguments = {}
        if request.get("toml"):
            arguments["toml_file"] = request["toml"]
        try:
            config = Config(request.get("ini"), ini_section=request["section"], **arguments)
        except TypeError:
            # Alembic before 1.16 knows no pyproject.toml
            config = Config(request.get("ini"), ini_section=request["section"])
        config.cmd_opts = argparse.Namespace(x=request["x"] or None, autogenerate=True)
        config.set_main_option("script_location", request["script_location"].replace("%", "%%"))
        self.config = config
        self.recorder = recorder
        self.script = ScriptDirectory.from_config(config)
        self.context = _context(config, self.script, request.get("offline"))
        # `alembic.context` in revision files and env.py
        self.context._install_proxy()
        # env.py's own, once it ran here
        self.target_metadata = None
        self.options = None

    def run(self, env_py):
        """Runs env.py to its end; what it says, as plain data."""
        self.context.captured = []
        spec = importlib.util.spec_from_file_location("env_py", env_py)
        module = importlib.util.module_from_spec(spec)
        engine.State.urls = []
        spec.loader.exec_module(module)
        captured = self.context.captured
        options = dict(captured[-1]) if captured else {}
        target = options.pop("target_metadata", None) if captured else getattr(module, "target_metadata", None)
        self.target_metadata = target
        self.options = options
        if target is None:
            listed = []
        elif hasattr(target, "tables"):
            listed = [target]
        else:
            listed = list(target)
        convention = getattr(target, "naming_convention", None)
        return {
            "has_metadata": bool(listed),
            "schema": metadata.Writer(self.recorder).schema(listed),
            "naming_convention": _plain_convention(convention),
            "default_schema": getattr(target, "schema", None),
            "options": {name: _plain(value) for name, value in options.items() if name not in _CONNECTION},
            "calls": len(captured),
            "url": (engine.State.urls or [None])[0],
            "files": _own_files(),
        }


def _own_files():
    """What env.py imported of the project: a model in such a file is reached."""
    files = set()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(".py") and not guard.is_package(file):
            files.add(os.path.abspath(file))
    return sorted(files)


_CONNECTION = ("connection", "url", "dialect_name", "dialect_opts")


def _plain(value):
    """What crosses the pipe: plain values; of functions, that they are there."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if callable(value):
        return {"callable": getattr(value, "__name__", type(value).__name__)}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return {"object": type(value).__name__}


def _plain_convention(convention):
    """As text, or None where a function has a part in it."""
    if convention is None:
        return {}
    if all(isinstance(key, str) and isinstance(text, str) for key, text in convention.items()):
        return dict(convention)
    return None


def _context(config, script, given):
    """Alembic's own. The tool runs the migrations itself: env.py's call of `run_migrations()` does
    nothing here."""
    from alembic.runtime.environment import EnvironmentContext

    from . import offline

    options = offline.options(given) if given else {"as_sql": False}
    context = EnvironmentContext(config, script, fn=None, **options)
    context.captured = []
    real = context.configure

    def configure(connection=None, url=None, dialect_name=None, dialect_opts=None, **options):
        context.captured.append(dict(options))
        real(connection=connection, url=url, dialect_name=dialect_name, dialect_opts=dialect_opts, **options)

    context.configure = configure
    context.run_migrations = lambda **arguments: None
    return context
