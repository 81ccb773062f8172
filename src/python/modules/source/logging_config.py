"""Configurations of logging: loggers get handlers by the names that they are given, which keep what is
said with the output of the run, whatever they are elsewhere."""

import logging as _logging


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    pass


class _Configured(_logging.StreamHandler):
    """Of which class it would be is not known here, nor what that class adds."""


def dictConfig(config):
    handlers = {}
    for name, options in (config.get("handlers") or {}).items():
        handler = _Configured()
        handler.set_name(name)
        level = options.get("level") if isinstance(options, dict) else None
        if level:
            handler.setLevel(level)
        handlers[name] = handler
    loggers = dict(config.get("loggers") or {})
    if config.get("root"):
        loggers[None] = config["root"]
    for name, options in loggers.items():
        logger = _logging.getLogger(name)
        if options.get("level"):
            logger.setLevel(options["level"])
        if "propagate" in options:
            logger.propagate = options["propagate"]
        logger.handlers = [handlers[known] for known in options.get("handlers") or ()]


def listen(port=9030, verify=None):
    pass


def stopListening():
    pass
