"""Files in the form of INI."""

import re

DEFAULTSECT = "DEFAULT"
_missing = object()


class Error(Exception):
    pass


class NoSectionError(Error):
    def __init__(self, section):
        Error.__init__(self, "No section: %r" % (section,))
        self.section = section


class NoOptionError(Error):
    def __init__(self, option, section):
        Error.__init__(self, "No option %r in section: %r" % (option, section))
        self.option = option
        self.section = section


class DuplicateSectionError(Error):
    pass


class DuplicateOptionError(Error):
    pass


class InterpolationError(Error):
    pass


class InterpolationMissingOptionError(InterpolationError):
    pass


class InterpolationSyntaxError(InterpolationError):
    pass


class ParsingError(Error):
    pass


class MissingSectionHeaderError(ParsingError):
    pass


class BasicInterpolation:
    pass


class ExtendedInterpolation:
    pass


class SectionProxy:
    def __init__(self, parser, name):
        self._parser = parser
        self.name = name

    def __getitem__(self, key):
        if not self._parser.has_option(self.name, key):
            raise KeyError(key)
        return self._parser.get(self.name, key)

    def __setitem__(self, key, value):
        self._parser.set(self.name, key, value)

    def __contains__(self, key):
        return self._parser.has_option(self.name, key)

    def __iter__(self):
        return iter(self._parser.options(self.name))

    def __len__(self):
        return len(self._parser.options(self.name))

    def keys(self):
        return self._parser.options(self.name)

    def items(self):
        return self._parser.items(self.name)

    def get(self, option, fallback=None, **options):
        return self._parser.get(self.name, option, fallback=fallback)

    def getint(self, option, fallback=None):
        return self._parser.getint(self.name, option, fallback=fallback)

    def getfloat(self, option, fallback=None):
        return self._parser.getfloat(self.name, option, fallback=fallback)

    def getboolean(self, option, fallback=None):
        return self._parser.getboolean(self.name, option, fallback=fallback)


class RawConfigParser:
    BOOLEAN_STATES = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False,
                      "off": False}
    _interpolates = False

    def __init__(self, defaults=None, dict_type=dict, allow_no_value=False, *, delimiters=("=", ":"),
                 comment_prefixes=("#", ";"), inline_comment_prefixes=None, strict=True, empty_lines_in_values=True,
                 default_section=DEFAULTSECT, interpolation=_missing, converters=None):
        self._defaults = {}
        self._sections = {}
        self._delimiters = delimiters
        self._comments = comment_prefixes
        self._inline = inline_comment_prefixes or ()
        self._allow_no_value = allow_no_value
        self.default_section = default_section
        if interpolation is None:
            self._interpolates = False
        for key, value in (defaults or {}).items():
            self._defaults[self.optionxform(key)] = value

    def optionxform(self, optionstr):
        return optionstr.lower()

    def defaults(self):
        return self._defaults

    def sections(self):
        return list(self._sections)

    def add_section(self, section):
        if section in self._sections:
            raise DuplicateSectionError("Section %r already exists" % section)
        self._sections[section] = {}

    def has_section(self, section):
        return section in self._sections

    def options(self, section):
        if section not in self._sections:
            raise NoSectionError(section)
        return list({**self._sections[section], **self._defaults})

    def has_option(self, section, option):
        if not section or section == self.default_section:
            return self.optionxform(option) in self._defaults
        if section not in self._sections:
            return False
        return self.optionxform(option) in {**self._defaults, **self._sections[section]}

    def read(self, filenames, encoding=None):
        if isinstance(filenames, str) or hasattr(filenames, "__fspath__"):
            filenames = [filenames]
        done = []
        for name in filenames:
            try:
                with open(name, encoding=encoding) as file:
                    self.read_string(file.read(), str(name))
            except OSError:
                continue
            done.append(name)
        return done

    def read_file(self, f, source=None):
        self.read_string("".join(f))

    def read_dict(self, dictionary, source="<dict>"):
        for section, values in dictionary.items():
            if section != self.default_section and section not in self._sections:
                self.add_section(section)
            for key, value in values.items():
                self.set(section, key, None if value is None else str(value))

    def read_string(self, string, source="<string>"):
        section = None
        option = None
        for number, line in enumerate(string.splitlines(), 1):
            stripped = line.strip()
            if not stripped:
                if option is not None and section is not None and section.get(option) is not None:
                    section[option] += "\n"
                continue
            if stripped.startswith(tuple(self._comments)):
                continue
            for prefix in self._inline:
                at = stripped.find(" " + prefix)
                if at >= 0:
                    stripped = stripped[:at].rstrip()
            if line[0].isspace() and option is not None:
                section[option] += "\n" + stripped
                continue
            header = re.match(r"\[(?P<header>.+)\]", stripped)
            if header is not None:
                name = header.group("header")
                option = None
                section = self._defaults if name == self.default_section else self._sections.setdefault(name, {})
                continue
            if section is None:
                raise MissingSectionHeaderError("File contains no section headers.\nfile: %r, line: %d\n%r"
                                                % (source, number, line + "\n"))
            cuts = [stripped.find(mark) for mark in self._delimiters if mark in stripped]
            if not cuts:
                if not self._allow_no_value:
                    raise ParsingError("Source contains parsing errors: %r\n\t[line %2d]: %r" % (source, number, line))
                option = self.optionxform(stripped)
                section[option] = None
                continue
            cut = min(cuts)
            option = self.optionxform(stripped[:cut].rstrip())
            section[option] = stripped[cut + 1:].strip()
        for values in [self._defaults, *self._sections.values()]:
            for key, value in values.items():
                if value is not None:
                    values[key] = value.rstrip("\n")

    def get(self, section, option, *, raw=False, vars=None, fallback=_missing):
        if section == self.default_section:
            values = dict(self._defaults)
        elif section not in self._sections:
            if fallback is not _missing:
                return fallback
            raise NoSectionError(section)
        else:
            values = {**self._defaults, **self._sections[section]}
        for key, value in (vars or {}).items():
            values[self.optionxform(key)] = value
        option = self.optionxform(option)
        if option not in values:
            if fallback is not _missing:
                return fallback
            raise NoOptionError(option, section)
        value = values[option]
        if raw or not self._interpolates or value is None:
            return value
        return self._interpolated(value, values, option, section, 10)

    def _interpolated(self, value, values, option, section, depth):
        if depth == 0:
            raise InterpolationError("Recursion limit exceeded in value substitution: option %r in section %r"
                                     % (option, section))

        def replace(match):
            if match.group() == "%%":
                return "%"
            name = match.group(1)
            if name is None:
                raise InterpolationSyntaxError("'%%' must be followed by '%%' or '(', found: %r"
                                               % value[match.start():])
            name = self.optionxform(name)
            if name not in values:
                raise InterpolationMissingOptionError("Bad value substitution: option %r in section %r" % (option, section))
            return self._interpolated(values[name], values, option, section, depth - 1)

        return re.sub(r"%%|%\(([^)]+)\)s|%", replace, value)

    def _converted(self, convert, section, option, options):
        fallback = options.pop("fallback", _missing)
        try:
            value = self.get(section, option, **options)
        except (NoSectionError, NoOptionError):
            if fallback is _missing:
                raise
            return fallback
        return convert(value)

    def getint(self, section, option, **options):
        return self._converted(int, section, option, options)

    def getfloat(self, section, option, **options):
        return self._converted(float, section, option, options)

    def getboolean(self, section, option, **options):
        return self._converted(self._boolean, section, option, options)

    def _boolean(self, value):
        if value.lower() not in self.BOOLEAN_STATES:
            raise ValueError("Not a boolean: %s" % value)
        return self.BOOLEAN_STATES[value.lower()]

    def items(self, section=_missing, raw=False, vars=None):
        if section is _missing:
            return [(name, self[name]) for name in self]
        return [(option, self.get(section, option, raw=raw, vars=vars)) for option in self.options(section)]

    def set(self, section, option, value=None):
        if section == self.default_section:
            self._defaults[self.optionxform(option)] = value
            return
        if section not in self._sections:
            raise NoSectionError(section)
        self._sections[section][self.optionxform(option)] = value

    def remove_option(self, section, option):
        return self._sections.get(section, {}).pop(self.optionxform(option), None) is not None

    def remove_section(self, section):
        return self._sections.pop(section, None) is not None

    def write(self, fp, space_around_delimiters=True):
        mark = " = " if space_around_delimiters else "="
        for name, values in [(self.default_section, self._defaults), *self._sections.items()]:
            if name == self.default_section and not values:
                continue
            fp.write("[%s]\n" % name)
            for key, value in values.items():
                fp.write(key + (mark + str(value).replace("\n", "\n\t") if value is not None else "") + "\n")
            fp.write("\n")

    def __getitem__(self, key):
        if key != self.default_section and not self.has_section(key):
            raise KeyError(key)
        return SectionProxy(self, key)

    def __setitem__(self, key, value):
        self._sections[key] = {}
        self.read_dict({key: value})

    def __contains__(self, key):
        return key == self.default_section or self.has_section(key)

    def __iter__(self):
        return iter([self.default_section, *self._sections])

    def __len__(self):
        return len(self._sections) + 1


class ConfigParser(RawConfigParser):
    _interpolates = True


SafeConfigParser = ConfigParser
