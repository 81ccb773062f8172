"""Base64 and its relatives."""

import _digest
import binascii

_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def b64encode(s, altchars=None):
    encoded = _digest.base64_encode(s)
    if altchars is not None:
        encoded = encoded.replace(b"+", altchars[:1]).replace(b"/", altchars[1:])
    return encoded


def b64decode(s, altchars=None, validate=False):
    if isinstance(s, str):
        s = s.encode("ascii")
    if altchars is not None:
        s = s.replace(altchars[:1], b"+").replace(altchars[1:], b"/")
    return _digest.base64_decode(s, False, validate)


standard_b64encode = b64encode
standard_b64decode = b64decode


def urlsafe_b64encode(s):
    return _digest.base64_encode(s, True)


def urlsafe_b64decode(s):
    return _digest.base64_decode(s, True)


def encodebytes(s):
    encoded = b64encode(s)
    return b"".join(encoded[at:at + 76] + b"\n" for at in range(0, len(encoded), 76))


def decodebytes(s):
    return b64decode(s)


def b16encode(s):
    return s.hex().upper().encode()


def b16decode(s, casefold=False):
    text = s.decode() if isinstance(s, bytes) else s
    if not casefold and text != text.upper():
        raise binascii.Error("Non-base16 digit found")
    return binascii.unhexlify(text)


def b32encode(s):
    bits = "".join("{:08b}".format(byte) for byte in s)
    bits += "0" * (-len(bits) % 5)
    text = "".join(_letters[int(bits[at:at + 5], 2)] for at in range(0, len(bits), 5))
    return (text + "=" * (-len(text) % 8)).encode()


def b32decode(s, casefold=False, map01=None):
    text = s.decode() if isinstance(s, bytes) else s
    if casefold:
        text = text.upper()
    bits = ""
    for char in text.rstrip("="):
        if char not in _letters:
            raise binascii.Error("Non-base32 digit found")
        bits += "{:05b}".format(_letters.index(char))
    return bytes(int(bits[at:at + 8], 2) for at in range(0, len(bits) - 7, 8))
