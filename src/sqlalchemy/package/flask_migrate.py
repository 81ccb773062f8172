"""Flask-Migrate: what its env.py template finds in `current_app.extensions["migrate"]`."""

import _introspection


class _MigrateConfig:
    def __init__(self, migrate, db, **configure_args):
        self.migrate = migrate
        self.db = db
        self.directory = migrate.directory
        self.configure_args = configure_args

    @property
    def metadata(self):
        return self.db.metadata


class Migrate:
    def __init__(self, app=None, db=None, directory="migrations", command="db", compare_type=True,
                 render_as_batch=True, **options):
        self.configure_callbacks = []
        self.db = db
        self.directory = str(directory)
        self.alembic_ctx_kwargs = dict(options, compare_type=compare_type, render_as_batch=render_as_batch)
        if app is not None and db is not None:
            self.init_app(app, db, directory)

    def init_app(self, app, db=None, directory=None, command=None, compare_type=None, render_as_batch=None,
                 **options):
        self.db = db or self.db
        self.directory = str(directory or self.directory)
        arguments = dict(self.alembic_ctx_kwargs, **options)
        if compare_type is not None:
            arguments["compare_type"] = compare_type
        if render_as_batch is not None:
            arguments["render_as_batch"] = render_as_batch
        extensions = getattr(app, "extensions", None)
        if isinstance(extensions, dict):
            extensions["migrate"] = _MigrateConfig(self, self.db, **arguments)

    def configure(self, function):
        self.configure_callbacks.append(function)
        return function

    def call_configure_callbacks(self, config):
        for function in self.configure_callbacks:
            config = function(config)
        return config


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _introspection.unknown("`flask_migrate.%s` runs Alembic by itself" % name)
