"""Installed distributions: their versions, as the names of their folders say. The rest is not known."""

import _introspection
import _system
import re
import sys


class PackageNotFoundError(ModuleNotFoundError):
    pass


def version(distribution_name):
    wanted = re.sub(r"[-_.]+", "_", distribution_name).lower()
    for folder in sys.path:
        if not folder or not _system.isdir(folder):
            continue
        for entry in _system.listdir(folder):
            name, _, version = entry.removesuffix(".dist-info").partition("-")
            if version and entry.endswith(".dist-info") and re.sub(r"[-_.]+", "_", name).lower() == wanted:
                return version
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
