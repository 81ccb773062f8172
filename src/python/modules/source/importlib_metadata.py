"""Installed distributions: their versions, as the names of their folders say. The rest is not known."""

import _introspection
import _system
import re
import sys


class PackageNotFoundError(ModuleNotFoundError):
    pass


def _folder(distribution_name):
    """The `.dist-info` folder and the version in its name."""
    wanted = re.sub(r"[-_.]+", "_", distribution_name).lower()
    for folder in sys.path:
        if not folder or not _system.isdir(folder):
            continue
        for entry in _system.listdir(folder):
            name, _, version = entry.removesuffix(".dist-info").partition("-")
            if version and entry.endswith(".dist-info") and re.sub(r"[-_.]+", "_", name).lower() == wanted:
                return folder + "/" + entry, version
    return None


def version(distribution_name):
    found = _folder(distribution_name)
    if found is None:
        return _introspection.unknown("the installed version of `%s`" % distribution_name)
    return found[1]


class PackageMetadata:
    """The headers of a METADATA file: of each name those that were given, whatever the case of its letters."""

    def __init__(self, text):
        headers, _, self._body = text.partition("\n\n")
        self._headers = []
        for line in headers.splitlines():
            if line[:1] in (" ", "\t") and self._headers:
                name, value = self._headers[-1]
                self._headers[-1] = (name, value + "\n" + line)
            elif ":" in line:
                name, _, value = line.partition(":")
                self._headers.append((name, value.strip()))

    def get_all(self, name, failobj=None):
        found = [value for known, value in self._headers if known.lower() == name.lower()]
        return found or failobj

    def get(self, name, failobj=None):
        found = self.get_all(name)
        return found[0] if found else failobj

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.get_all(name) is not None

    def keys(self):
        return [name for name, _ in self._headers]

    def values(self):
        return [value for _, value in self._headers]

    def items(self):
        return list(self._headers)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self._headers)


def metadata(distribution_name):
    found = _folder(distribution_name)
    if found is None or not _system.isfile(found[0] + "/METADATA"):
        return _introspection.unknown("the metadata of `%s`" % distribution_name)
    with open(found[0] + "/METADATA", encoding="utf-8") as file:
        return PackageMetadata(file.read())


def distribution(distribution_name):
    return _introspection.unknown("the distribution `%s`" % distribution_name)


def entry_points(**params):
    return []


def packages_distributions():
    return {}


def distributions(**options):
    return iter([])
