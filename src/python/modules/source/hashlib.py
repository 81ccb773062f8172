"""Hash functions."""

import _digest
import _introspection

algorithms_guaranteed = algorithms_available = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
_sizes = {"md5": (16, 64), "sha1": (20, 64), "sha224": (28, 64), "sha256": (32, 64), "sha384": (48, 128),
          "sha512": (64, 128)}


class _Hash:
    def __init__(self, name, data=b""):
        self.name = name
        self.digest_size, self.block_size = _sizes[name]
        self._data = bytes(data)

    def update(self, data, /):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        self._data += data

    def digest(self):
        return _digest.hash(self.name, self._data)

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        return _Hash(self.name, self._data)


# what `digest_size` is unless said otherwise
_uncomputed = {"blake2b": 64, "blake2s": 32, "sha3_224": 28, "sha3_256": 32, "sha3_384": 48, "sha3_512": 64}


class _Uncomputed:
    """A hash that is not computed here: its digest is not known."""

    def __init__(self, name, digest_size):
        self.name = name
        self.digest_size = digest_size

    def update(self, data, /):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")

    def digest(self):
        return _introspection.unknown("`hashlib.%s` is not computed" % self.name)

    hexdigest = digest

    def copy(self):
        return self


def new(name, data=b"", *, usedforsecurity=True):
    name = name.lower().replace("-", "")
    if isinstance(data, str) and name in _uncomputed:
        raise TypeError("Strings must be encoded before hashing")
    if name in _uncomputed:
        return _Uncomputed(name, _uncomputed[name])
    if name not in _sizes:
        _introspection.refuse("the hash function `%s`" % name)
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    return _Hash(name, data)


def _constructor(name):
    def construct(string=b"", *, usedforsecurity=True):
        return new(name, string)

    construct.__name__ = name
    return construct


md5 = _constructor("md5")
sha1 = _constructor("sha1")
sha224 = _constructor("sha224")
sha256 = _constructor("sha256")
sha384 = _constructor("sha384")
sha512 = _constructor("sha512")
sha3_224 = _constructor("sha3_224")
sha3_256 = _constructor("sha3_256")
sha3_384 = _constructor("sha3_384")
sha3_512 = _constructor("sha3_512")


def blake2b(data=b"", /, *, digest_size=64, **parameters):
    new("blake2b", data)
    return _Uncomputed("blake2b", digest_size)


def blake2s(data=b"", /, *, digest_size=32, **parameters):
    new("blake2s", data)
    return _Uncomputed("blake2s", digest_size)


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    return _introspection.unknown("`hashlib.pbkdf2_hmac`")


def scrypt(password, **options):
    return _introspection.unknown("`hashlib.scrypt`")
