"""Flask, as far as models and env.py files touch it: an application whose settings can be read."""

import _introspection


class Config(dict):
    def from_object(self, obj):
        if isinstance(obj, str):
            import importlib

            module, _, name = obj.rpartition(".")
            try:
                obj = getattr(importlib.import_module(module), name) if module else importlib.import_module(obj)
            except (ImportError, AttributeError):
                obj = importlib.import_module(obj)
        for key in dir(obj):
            if key.isupper():
                self[key] = getattr(obj, key)

    def from_mapping(self, mapping=None, **keywords):
        values = dict(mapping or {}, **keywords)
        self.update({key: value for key, value in values.items() if key.isupper()})
        return True

    def from_prefixed_env(self, prefix="FLASK", *, loads=None):
        import os

        for key, value in os.environ.items():
            if key.startswith(prefix + "_"):
                self[key[len(prefix) + 1:]] = value
        return True

    def from_pyfile(self, filename, silent=False):
        return _introspection.unknown("settings from `%s`" % filename)

    from_envvar = from_file = from_json = from_pyfile


class _Context:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False

    def push(self):
        return None

    def pop(self, *args):
        return None


class _Routes:
    """What only answers requests: decorators leave their functions alone."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _harmless


def _harmless(*args, **keywords):
    if len(args) == 1 and not keywords and callable(args[0]) and not isinstance(args[0], type):
        return args[0]
    return lambda *inner, **others: inner[0] if inner else None


_current = [None]


class Flask(_Routes):
    def __init__(self, import_name, *args, **keywords):
        self.import_name = self.name = import_name
        self.config = Config()
        self.extensions = {}
        self.blueprints = {}
        self.cli = _Routes()
        self.jinja_env = _Routes()
        self.debug = False
        import logging

        self.logger = logging.getLogger(import_name)
        _current[0] = self

    def app_context(self):
        return _Context()

    def test_request_context(self, *args, **keywords):
        return _Context()

    def register_blueprint(self, blueprint, **options):
        return None


class Blueprint(_Routes):
    def __init__(self, name, import_name, *args, **keywords):
        self.name = name
        self.import_name = import_name
        self.cli = _Routes()


class _CurrentApp:
    """Inside a command of Flask, the application that was made last."""

    def __getattr__(self, name):
        if _current[0] is None:
            return _introspection.unknown("`current_app.%s`: no Flask application was made" % name)
        return getattr(_current[0], name)


current_app = _CurrentApp()


def has_app_context():
    return _current[0] is not None


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    if name == "__version__":
        return "3.1.0"
    return _introspection.unknown("`flask.%s`" % name)
