"""Installed distributions: their versions, as the names of their folders say, their headers and entry points. The
rest is not known."""

import _introspection
import _system
import functools
import re
import sys
from importlib import import_module


class PackageNotFoundError(ModuleNotFoundError):
    def __str__(self):
        return "No package metadata was found for %s" % self.name

    @property
    def name(self):
        return self.args[0]


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


def _is_whole():
    """Whether all installed packages are in sight: those of a virtual environment that has no others. A folder of
    `PYTHONPATH` that has some tells nothing of what lies beside the interpreter."""
    is_whole = False
    for folder in sys.path:
        environment, _, rest = folder.rpartition("/lib/")
        settings = environment + "/pyvenv.cfg"
        if not rest.endswith("/site-packages") or not _system.isfile(settings):
            continue
        with open(settings, encoding="utf-8") as file:
            lines = [line.partition("=") for line in file]
        if any(n.strip() == "include-system-site-packages" and v.strip().lower() == "true" for n, _, v in lines):
            return False
        is_whole = True
    return is_whole


def _missing(distribution_name, what):
    """Not installed, where it is known what is; installed in an older way, or who knows, elsewhere."""
    wanted = re.sub(r"[-_.]+", "_", distribution_name).lower()
    for folder in sys.path:
        for entry in _system.listdir(folder) if folder and _system.isdir(folder) else ():
            old = entry.endswith((".egg-info", ".egg-link", ".egg"))
            if old and re.sub(r"[-_.]+", "_", entry.rpartition(".")[0].partition("-")[0]).lower() == wanted:
                return _introspection.unknown(what)
    if not _is_whole():
        return _introspection.unknown(what)
    raise PackageNotFoundError(distribution_name)


def version(distribution_name):
    found = _folder(distribution_name)
    if found is None:
        return _missing(distribution_name, "the installed version of `%s`" % distribution_name)
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
    if found is None:
        return _missing(distribution_name, "the metadata of `%s`" % distribution_name)
    if not _system.isfile(found[0] + "/METADATA"):
        return _introspection.unknown("the metadata of `%s`" % distribution_name)
    with open(found[0] + "/METADATA", encoding="utf-8") as file:
        return PackageMetadata(file.read())


class EntryPoint:
    pattern = re.compile(r"(?P<module>[\w.]+)\s*(:\s*(?P<attr>[\w.]+)\s*)?((?P<extras>\[.*\])\s*)?$")
    dist = None

    def __init__(self, name, value, group):
        self.name, self.value, self.group = name, value, group

    def load(self):
        found = self.pattern.match(self.value)
        return functools.reduce(getattr, filter(None, (found.group("attr") or "").split(".")), import_module(found.group("module")))

    @property
    def module(self):
        return self.pattern.match(self.value).group("module")

    @property
    def attr(self):
        return self.pattern.match(self.value).group("attr")

    @property
    def extras(self):
        return re.findall(r"\w+", self.pattern.match(self.value).group("extras") or "")

    def matches(self, **params):
        return all(getattr(self, key) == value for key, value in params.items())

    def _key(self):
        return self.name, self.value, self.group

    def __lt__(self, other):
        return self._key() < other._key()

    def __eq__(self, other):
        return self._key() == other._key()

    def __hash__(self):
        return hash(self._key())

    def __repr__(self):
        return "EntryPoint(name=%r, value=%r, group=%r)" % self._key()


# the standard library before Python 3.12 has a list, and a dictionary of groups
_is_old = __name__ != "importlib_metadata" and sys.version_info < (3, 12)


class EntryPoints(list if _is_old else tuple):
    def __getitem__(self, name):
        if isinstance(name, int):
            return super().__getitem__(name)
        for entry_point in self.select(name=name):
            return entry_point
        raise KeyError(name)

    def select(self, **params):
        return EntryPoints(entry_point for entry_point in self if entry_point.matches(**params))

    @property
    def names(self):
        return {entry_point.name for entry_point in self}

    @property
    def groups(self):
        return {entry_point.group for entry_point in self}

    def __repr__(self):
        return repr(list(self)) if _is_old else "EntryPoints(%r)" % (tuple(self),)


class SelectableGroups(dict):
    def select(self, **params):
        return self._all.select(**params) if params else self

    @property
    def _all(self):
        return EntryPoints(entry_point for group in self.values() for entry_point in group)

    @property
    def groups(self):
        return self._all.groups

    @property
    def names(self):
        return self._all.names


def _read(text):
    group = None
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1]
        elif line and line[0] not in "#;" and group is not None:
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.strip(), group)


class Distribution:
    def __init__(self, folder):
        self._folder = folder

    def read_text(self, filename):
        if not _system.isfile(self._folder + "/" + filename):
            return None
        with open(self._folder + "/" + filename, encoding="utf-8") as file:
            return file.read()

    @property
    def metadata(self):
        return PackageMetadata(self.read_text("METADATA") or self.read_text("PKG-INFO") or "")

    @property
    def name(self):
        return self.metadata["Name"]

    @property
    def version(self):
        return self.metadata["Version"]

    @property
    def entry_points(self):
        found = list(_read(self.read_text("entry_points.txt") or ""))
        for entry_point in found:
            entry_point.dist = self
        return EntryPoints(found)

    @property
    def requires(self):
        return self.metadata.get_all("Requires-Dist")

    @property
    def files(self):
        return _introspection.unknown("the files of `%s`" % self.name)


def _distributions():
    for folder in sys.path:
        if folder and _system.isdir(folder):
            for entry in _system.listdir(folder):
                if entry.endswith((".dist-info", ".egg-info")) and _system.isdir(folder + "/" + entry):
                    yield Distribution(folder + "/" + entry)


def distributions(**options):
    if options or not _is_whole():
        return _introspection.unknown("the installed distributions")
    return iter(list(_distributions()))


def distribution(distribution_name):
    found = _folder(distribution_name)
    if found is None:
        return _missing(distribution_name, "the distribution `%s`" % distribution_name)
    return Distribution(found[0])


def _installed():
    """Of each distribution the first that is found; None where others may be elsewhere."""
    if not _is_whole():
        return None
    seen = set()
    found = []
    for one in _distributions():
        name = re.sub(r"[-_.]+", "_", one._folder.rpartition("/")[2].rpartition(".")[0].partition("-")[0]).lower()
        if name not in seen:
            seen.add(name)
            found.extend(one.entry_points)
    return EntryPoints(found)


def entry_points(**params):
    known = _installed()
    if known is None:
        return _introspection.unknown("the entry points of installed packages")
    if params or not _is_old:
        return known.select(**params)
    groups = SelectableGroups()
    for entry_point in sorted(known, key=lambda entry_point: entry_point.group):
        groups.setdefault(entry_point.group, []).append(entry_point)
    return SelectableGroups((group, EntryPoints(found)) for group, found in groups.items())


def packages_distributions():
    return _introspection.unknown("which distribution brings which package")
