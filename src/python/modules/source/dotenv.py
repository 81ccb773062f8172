"""Files of environment variables."""

import os
import re


def _values(text, interpolate=True):
    found = {}
    pattern = (
        r"^[ \t]*(?:export[ \t]+)?(?P<key>'[^']+'|[^=#\s]+)[ \t]*"
        r"(?:=[ \t]*(?P<value>'(?:\\'|[^'])*'|\"(?:\\\"|[^\"])*\"|[^\n]*))?"
    )
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if not line.strip() or line.lstrip().startswith("#"):
            at = end + 1
            continue
        match = re.match(pattern, text[at:])
        if match is None:
            at = end + 1
            continue
        key = match.group("key").strip("'")
        value = match.group("value")
        quoted = value is not None and value[:1] in "'\"" and len(value) > 1 and value[-1] == value[0]
        if value is None:
            found[key] = None
        elif quoted and value[0] == "'":
            found[key] = value[1:-1].replace("\\'", "'").replace("\\\\", "\\")
        else:
            if quoted:
                value = value[1:-1]
                for mark, char in (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t"), ('\\"', '"'), ("\\\\", "\\")):
                    value = value.replace(mark, char)
            else:
                value = re.sub(r"\s+#.*", "", value).strip()
            found[key] = _expanded(value, found) if interpolate else value
        at += match.end()
        end = text.find("\n", at)
        at = len(text) if end < 0 else end + 1
    return found


def _expanded(value, known):
    def replace(match):
        name, default = match.group("name"), match.group("default") or ""
        if name in os.environ:
            return os.environ[name]
        return known[name] if known.get(name) is not None else default

    return re.sub(r"\$\{(?P<name>[^}:]+)(?::-(?P<default>[^}]*))?\}", replace, value)


def find_dotenv(filename=".env", raise_error_if_not_found=False, usecwd=False):
    folder = os.getcwd()
    while True:
        path = os.path.join(folder, filename)
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            break
        folder = parent
    if raise_error_if_not_found:
        raise IOError("File not found")
    return ""


def dotenv_values(dotenv_path=None, stream=None, verbose=False, interpolate=True, encoding="utf-8"):
    if stream is not None:
        return _values(stream.read(), interpolate)
    path = dotenv_path or find_dotenv()
    if not path or not os.path.isfile(path):
        return {}
    with open(path, encoding=encoding) as file:
        return _values(file.read(), interpolate)


def load_dotenv(dotenv_path=None, stream=None, verbose=False, override=False, interpolate=True, encoding="utf-8"):
    values = dotenv_values(dotenv_path, stream, verbose, interpolate, encoding)
    for key, value in values.items():
        if value is not None and (override or key not in os.environ):
            os.environ[key] = value
    return bool(values)


def get_key(dotenv_path, key_to_get, encoding="utf-8"):
    return dotenv_values(dotenv_path).get(key_to_get)
