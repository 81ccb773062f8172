"""Alembic's configuration and context, as `alembic upgrade` would have set them up."""

import argparse

from . import engine


class Environment:
    def __init__(self, request):
        from alembic.config import Config
        from alembic.runtime.environment import EnvironmentContext
        from alembic.script import ScriptDirectory

        arguments = {}
        if request.get("toml"):
            arguments["toml_file"] = request["toml"]
        try:
            config = Config(request.get("ini"), ini_section=request["section"], **arguments)
        except TypeError:
            # Alembic before 1.16 knows no pyproject.toml
            config = Config(request.get("ini"), ini_section=request["section"])
        config.cmd_opts = argparse.Namespace(x=request["x"] or None)
        config.set_main_option("script_location", request["script_location"].replace("%", "%%"))
        self.config = config
        self.script = ScriptDirectory.from_config(config)
        self.context = EnvironmentContext(config, self.script, fn=None, as_sql=False)
        # `alembic.context` in revision files
        self.context._install_proxy()
        # env.py's own, once it ran here
        self.target_metadata = None
        self.options = None
