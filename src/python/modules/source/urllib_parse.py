"""URLs: taken apart, put together, quoted."""

from collections import namedtuple

_safe = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
uses_relative = uses_netloc = ["", "ftp", "http", "https", "file", "ws", "wss", "postgresql", "svn", "git", "sftp"]


def quote(string, safe="/", encoding=None, errors=None):
    data = string.encode(encoding or "utf-8", errors or "strict") if isinstance(string, str) else string
    if isinstance(safe, str):
        safe = safe.encode("ascii", "ignore")
    return "".join(chr(byte) if byte in _safe or byte in safe else "%%%02X" % byte for byte in data)


def quote_plus(string, safe="", encoding=None, errors=None):
    if isinstance(string, bytes):
        return quote(string, safe).replace("%20", "+")
    return "+".join(quote(part, safe, encoding, errors) for part in string.split(" "))


def quote_from_bytes(bs, safe="/"):
    return quote(bs, safe)


def unquote_to_bytes(string):
    data = string.encode("utf-8") if isinstance(string, str) else string
    parts = data.split(b"%")
    result = [parts[0]]
    for part in parts[1:]:
        try:
            result.append(bytes([int(part[:2], 16)]) + part[2:])
        except ValueError:
            result.append(b"%" + part)
    return b"".join(result)


def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, bytes):
        return unquote_to_bytes(string).decode(encoding, errors)
    if "%" not in string:
        return string
    return unquote_to_bytes(string).decode(encoding, errors)


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "), encoding, errors)


class _NetlocMixin:
    def _userinfo(self):
        userinfo, found, _ = self.netloc.rpartition("@")
        if not found:
            return None, None
        username, colon, password = userinfo.partition(":")
        return username, password if colon else None

    def _hostinfo(self):
        hostinfo = self.netloc.rpartition("@")[2]
        if hostinfo.startswith("["):
            host, _, rest = hostinfo[1:].partition("]")
            port = rest.partition(":")[2]
        else:
            host, _, port = hostinfo.partition(":")
        return host or None, port or None

    @property
    def username(self):
        return self._userinfo()[0]

    @property
    def password(self):
        return self._userinfo()[1]

    @property
    def hostname(self):
        host = self._hostinfo()[0]
        return None if host is None else host.lower()

    @property
    def port(self):
        port = self._hostinfo()[1]
        if port is None:
            return None
        if not (port.isdigit() and port.isascii()):
            raise ValueError("Port could not be cast to integer value as %r" % port)
        if int(port) > 65535:
            raise ValueError("Port out of range 0-65535")
        return int(port)


class SplitResult(namedtuple("SplitResult", "scheme netloc path query fragment"), _NetlocMixin):
    def geturl(self):
        return urlunsplit(self)


class ParseResult(namedtuple("ParseResult", "scheme netloc path params query fragment"), _NetlocMixin):
    def geturl(self):
        return urlunparse(self)


def urlsplit(url, scheme="", allow_fragments=True):
    url = url.lstrip("".join(chr(code) for code in range(33)))
    for char in "\t\r\n":
        url = url.replace(char, "")
    netloc = query = fragment = ""
    colon = url.find(":")
    if colon > 0 and url[0].isascii() and url[0].isalpha():
        if all(char.isascii() and (char.isalnum() or char in "+-.") for char in url[:colon]):
            scheme, url = url[:colon].lower(), url[colon + 1:]
    if url[:2] == "//":
        end = len(url)
        for mark in "/?#":
            at = url.find(mark, 2)
            if at >= 0:
                end = min(end, at)
        netloc, url = url[2:end], url[end:]
        if ("[" in netloc) != ("]" in netloc):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments and "#" in url:
        url, fragment = url.split("#", 1)
    if "?" in url:
        url, query = url.split("?", 1)
    return SplitResult(scheme, netloc, url, query, fragment)


def urlparse(url, scheme="", allow_fragments=True):
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in ("", "ftp", "http", "https", "shttp", "rtsp", "sip", "sips", "mms", "sftp", "tel") and ";" in path:
        last = path.rfind("/")
        at = path.find(";", last if last >= 0 else 0)
        if at >= 0:
            path, params = path[:at], path[at + 1:]
    return ParseResult(scheme, netloc, path, params, query, fragment)


def urlunsplit(components):
    scheme, netloc, url, query, fragment = components
    if netloc or (scheme in uses_netloc and scheme and url[:2] == "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + netloc + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url += "?" + query
    if fragment:
        url += "#" + fragment
    return url


def urlunparse(components):
    scheme, netloc, url, params, query, fragment = components
    if params:
        url = "%s;%s" % (url, params)
    return urlunsplit((scheme, netloc, url, query, fragment))


def urldefrag(url):
    parts = urlsplit(url)
    return urlunsplit(parts[:4] + ("",)), parts.fragment


def urljoin(base, url, allow_fragments=True):
    if not base:
        return url
    if not url:
        return base
    old, new = urlsplit(base), urlsplit(url)
    if new.scheme and new.scheme != old.scheme:
        return url
    if new.netloc:
        return urlunsplit((old.scheme, new.netloc, new.path, new.query, new.fragment))
    if not new.path:
        return urlunsplit((old.scheme, old.netloc, old.path, new.query or old.query, new.fragment))
    if new.path.startswith("/"):
        pieces = new.path.split("/")
    else:
        pieces = old.path.split("/")[:-1] + new.path.split("/")
    resolved = []
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        if piece == "..":
            if len(resolved) > 1:
                resolved.pop()
            if last:
                resolved.append("")
        elif piece == ".":
            if last:
                resolved.append("")
        else:
            resolved.append(piece)
    path = "/".join(resolved)
    if old.netloc and not path.startswith("/"):
        path = "/" + path
    return urlunsplit((old.scheme, old.netloc, path, new.query, new.fragment))


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    pairs = query.items() if hasattr(query, "items") else query
    result = []
    for key, value in pairs:
        key = quote_via(key if isinstance(key, bytes) else str(key), safe)
        if doseq and not isinstance(value, (str, bytes)) and hasattr(value, "__iter__"):
            for item in value:
                result.append(key + "=" + quote_via(item if isinstance(item, bytes) else str(item), safe))
        else:
            result.append(key + "=" + quote_via(value if isinstance(value, bytes) else str(value), safe))
    return "&".join(result)


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace",
              max_num_fields=None, separator="&"):
    pairs = []
    for part in qs.split(separator):
        if not part and not strict_parsing:
            continue
        name, found, value = part.partition("=")
        if not found and strict_parsing:
            raise ValueError("bad query field: %r" % (part,))
        if value or keep_blank_values:
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace",
             max_num_fields=None, separator="&"):
    result = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, separator=separator):
        result.setdefault(name, []).append(value)
    return result
