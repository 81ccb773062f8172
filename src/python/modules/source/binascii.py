"""Bytes as text."""

import _digest


class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


def hexlify(data, sep=None, bytes_per_sep=1):
    return (data.hex() if sep is None else data.hex(sep, bytes_per_sep)).encode()


b2a_hex = hexlify


def unhexlify(hexstr):
    text = hexstr.decode() if isinstance(hexstr, bytes) else hexstr
    if len(text) % 2:
        raise Error("Odd-length string")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Error("Non-hexadecimal digit found") from None


a2b_hex = unhexlify


def b2a_base64(data, *, newline=True):
    return _digest.base64_encode(data) + (b"\n" if newline else b"")


def a2b_base64(data, *, strict_mode=False):
    return _digest.base64_decode(data, False, strict_mode)


def crc32(data, value=0, /):
    return _digest.crc32(data, value)
