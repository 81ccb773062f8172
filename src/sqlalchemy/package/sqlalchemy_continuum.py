"""SQLAlchemy-Continuum writes version tables of its own, which are made when mappers are configured."""

import _introspection


def make_versioned(*args, **keywords):
    _introspection.refuse("SQLAlchemy-Continuum makes version tables while mappers are configured")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _introspection.unknown("`sqlalchemy_continuum.%s`" % name)
