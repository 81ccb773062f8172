"""Models that are made from a database's tables are not known without one."""

import _introspection


def automap_base(*args, **keywords):
    _introspection.refuse("automap_base() makes models from the tables of a database, which models are read without")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _introspection.unknown("`sqlalchemy.ext.automap.%s`" % name)
