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


def new(name, data=b"", *, usedforsecurity=True):
    name = name.lower().replace("-", "")
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
blake2b = _constructor("blake2b")
blake2s = _constructor("blake2s")
sha3_256 = _constructor("sha3_256")
sha3_512 = _constructor("sha3_512")


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    return _introspection.unknown("`hashlib.pbkdf2_hmac`")


def scrypt(password, **options):
    return _introspection.unknown("`hashlib.scrypt`")
