"""Settings from the environment and from files beside it. A required setting that nobody gives is not
known, which hurts only who needs it."""

import _introspection
import json as _json
import os
from dotenv import _values
from pydantic import (
    BaseModel, ConfigDict, PydanticUndefined, _given,
)


class SettingsError(ValueError):
    pass


class SettingsConfigDict(ConfigDict):
    pass


class NoDecode:
    pass


class ForceDecode:
    pass


class CliSuppress:
    pass


class PydanticBaseSettingsSource:
    def __init__(self, settings_cls, *args, **options):
        self.settings_cls = settings_cls


class _Source(PydanticBaseSettingsSource):
    def __init__(self, settings_cls, values=None):
        PydanticBaseSettingsSource.__init__(self, settings_cls)
        self._values_given = values or {}

    def __call__(self):
        return self._values_given


class InitSettingsSource(_Source):
    pass


class EnvSettingsSource(_Source):
    pass


class DotEnvSettingsSource(_Source):
    pass


class SecretsSettingsSource(_Source):
    pass


def _is_complex(annotation):
    if hasattr(annotation, "__metadata__"):
        if any(extra is NoDecode or isinstance(extra, NoDecode) for extra in annotation.__metadata__):
            return False
        return _is_complex(annotation.__origin__)
    if isinstance(annotation, _introspection.union_type):
        return any(_is_complex(member) for member in annotation.__args__)
    origin = getattr(annotation, "__origin__", annotation)
    if not isinstance(origin, type):
        return False
    return issubclass(origin, (list, set, tuple, dict, frozenset, BaseModel))


def _model_of(annotation):
    if isinstance(annotation, _introspection.union_type):
        for member in annotation.__args__:
            found = _model_of(member)
            if found is not None:
                return found
        return None
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


class BaseSettings(BaseModel):
    model_config = SettingsConfigDict(extra="ignore", validate_default=True)
    _accepts_names = True

    def __init__(self, /, _env_file=PydanticUndefined, _env_prefix=None, **data):
        cls = type(self)
        config = dict(cls.model_config)
        if _given(_env_file):
            config["env_file"] = _env_file
        if _env_prefix is not None:
            config["env_prefix"] = _env_prefix
        merged = {}
        for source in reversed(_sources(cls, config)):
            merged.update(source)
        merged.update(data)
        self._validate(self._prepare(merged))

    @classmethod
    def settings_customise_sources(cls, settings_cls, init_settings, env_settings, dotenv_settings,
                                   file_secret_settings):
        return init_settings, env_settings, dotenv_settings, file_secret_settings

    def _absent(self, name, field, errors):
        return _introspection.unknown("the setting `%s` of %s, which is not in the environment"
                                      % (name, type(self).__name__))


def _sources(cls, config):
    """Values by field name: of the environment, then of the files."""
    insensitive = not config.get("case_sensitive")
    files = config.get("env_file")
    files = [] if files is None else [files] if isinstance(files, str) or hasattr(files, "__fspath__") else list(files)
    from_files = {}
    for path in files:
        path = os.path.expanduser(path)
        if os.path.isfile(path):
            with open(path, encoding=config.get("env_file_encoding") or "utf-8") as file:
                from_files.update(_values(file.read()))
    return [_values_of(cls, config, given, insensitive) for given in (dict(os.environ), from_files)]


def _values_of(cls, config, given, insensitive):
    known = {}
    for key, value in given.items():
        if _introspection.is_unknown(value) or value is not None:
            known[key.lower() if insensitive else key] = value
    prefix = config.get("env_prefix") or ""
    delimiter = config.get("env_nested_delimiter")
    legacy = config.get("fields") or {}
    found = {}
    for name, field in cls.model_fields.items():
        names = field.names(name)
        env = field.env or (legacy.get(name) or {}).get("env")
        if env is not None:
            names = [env] if isinstance(env, str) else list(env)
        if not names:
            names = [prefix + name]
        elif config.get("populate_by_name"):
            names = names + [prefix + name]
        value = PydanticUndefined
        for candidate in names:
            key = candidate.lower() if insensitive else candidate
            if key in known:
                value = known[key]
                break
        if _given(value) and not _introspection.is_unknown(value) and value == "" and config.get("env_ignore_empty"):
            value = PydanticUndefined
        annotation = None
        try:
            annotation = field.annotation
        except NameError:
            pass
        if _given(value):
            if _is_complex(annotation):
                value = _decoded(name, value)
            elif value == config.get("env_parse_none_str"):
                value = None
        if delimiter:
            nested = _nested(names, known, delimiter, annotation, insensitive)
            if nested:
                value = {**(value if isinstance(value, dict) else {}), **nested}
        if _given(value):
            found[name] = value
    return found


def _decoded(name, value):
    if not isinstance(value, str):
        return value
    try:
        return _json.loads(value)
    except ValueError:
        # validators with mode="before" take such a text apart
        return value


def _nested(names, known, delimiter, annotation, insensitive):
    result = {}
    for name in names:
        start = (name.lower() if insensitive else name) + (delimiter.lower() if insensitive else delimiter)
        for key, value in known.items():
            if not key.startswith(start):
                continue
            target = result
            kind = _model_of(annotation)
            parts = key[len(start):].split(delimiter.lower() if insensitive else delimiter)
            for index, part in enumerate(parts):
                if kind is not None:
                    for field_name in kind.model_fields:
                        if field_name.lower() == part.lower():
                            part = field_name
                field = kind.model_fields.get(part) if kind is not None else None
                if index == len(parts) - 1:
                    target[part] = _decoded(part, value) if field is not None and _is_complex(field.annotation) else value
                else:
                    target = target.setdefault(part, {})
                    kind = _model_of(field.annotation) if field is not None else None
    return result
