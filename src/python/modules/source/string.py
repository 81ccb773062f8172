"""Constants and templates of text."""

import re as _re

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join(word.capitalize() for word in s.split(sep))


class Template:
    delimiter = "$"
    idpattern = r"[_a-zA-Z][_a-zA-Z0-9]*"

    def __init__(self, template):
        self.template = template

    def _replace(self, values, safe):
        mark = _re.escape(self.delimiter)
        pattern = r"%s(?:(?P<escaped>%s)|(?P<named>%s)|\{(?P<braced>%s)\}|(?P<invalid>))" % (
            mark, mark, self.idpattern, self.idpattern)

        def value(match):
            name = match.group("named") or match.group("braced")
            if name is not None:
                if safe and name not in values:
                    return match.group()
                return str(values[name])
            if match.group("escaped") is not None:
                return self.delimiter
            if safe:
                return match.group()
            before = self.template[:match.start()]
            line = before.count("\n") + 1
            column = len(before) - (before.rfind("\n") + 1) + 1
            raise ValueError("Invalid placeholder in string: line %d, col %d" % (line, column))

        return _re.sub(pattern, value, self.template)

    def substitute(self, mapping={}, /, **keywords):
        return self._replace({**mapping, **keywords}, False)

    def safe_substitute(self, mapping={}, /, **keywords):
        return self._replace({**mapping, **keywords}, True)


class Formatter:
    def format(self, format_string, /, *args, **keywords):
        return format_string.format(*args, **keywords)

    def vformat(self, format_string, args, kwargs):
        return format_string.format(*args, **kwargs)
