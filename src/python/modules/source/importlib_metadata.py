"""Installed distributions: not looked at."""

import _introspection


class PackageNotFoundError(ModuleNotFoundError):
    pass


def version(distribution_name):
    return _introspection.unknown("the installed version of `%s`" % distribution_name)


def metadata(distribution_name):
    return _introspection.unknown("the metadata of `%s`" % distribution_name)


def distribution(distribution_name):
    return _introspection.unknown("the distribution `%s`" % distribution_name)


def entry_points(**params):
    return []


def packages_distributions():
    return {}


def distributions(**options):
    return iter([])
