"""Addresses and networks of the Internet Protocol."""


class AddressValueError(ValueError):
    pass


class NetmaskValueError(ValueError):
    pass


def _number4(text):
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isdigit() and part.isascii() and len(part) <= 3 for part in parts):
        raise AddressValueError("Expected 4 octets in %r" % text)
    number = 0
    for part in parts:
        if int(part) > 255 or (len(part) > 1 and part[0] == "0"):
            raise AddressValueError("Octet %s not permitted in %r" % (part, text))
        number = number * 256 + int(part)
    return number


def _number6(text):
    head, double, tail = text.partition("::")
    groups = [part for part in head.split(":") if part], [part for part in tail.split(":") if part]
    missing = 8 - len(groups[0]) - len(groups[1])
    if ":" not in text or "::" in tail or (missing != 0 if not double else missing < 1):
        raise AddressValueError("At least 3 parts expected in %r" % text)
    number = 0
    for part in groups[0] + ["0"] * missing + groups[1]:
        if len(part) > 4:
            raise AddressValueError("At most 4 characters permitted in %r in %r" % (part, text))
        number = number * 65536 + int(part, 16)
    return number


class _Address:
    def __init__(self, address):
        if isinstance(address, int):
            self._ip = int(address)
        elif isinstance(address, bytes):
            self._ip = int.from_bytes(address, "big")
        else:
            self._ip = self._parse(str(address))

    def _within(self, networks):
        return any(self in ip_network(network) for network in networks)

    @property
    def packed(self):
        return self._ip.to_bytes(self.max_prefixlen // 8, "big")

    @property
    def is_private(self):
        return self._within(self._private)

    @property
    def is_global(self):
        return not self.is_private and not self._within(self._not_global)

    @property
    def is_loopback(self):
        return self._within(self._loopback)

    @property
    def is_link_local(self):
        return self._within(self._link_local)

    @property
    def is_multicast(self):
        return self._within(self._multicast)

    @property
    def is_reserved(self):
        return self._within(self._reserved)

    @property
    def is_unspecified(self):
        return self._ip == 0

    def __int__(self):
        return self._ip

    def __eq__(self, other):
        return isinstance(other, _Address) and self.version == other.version and self._ip == other._ip

    def __hash__(self):
        return hash(self._ip)

    def __lt__(self, other):
        return self._ip < other._ip

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, str(self))


class IPv4Address(_Address):
    version = 4
    max_prefixlen = 32
    _parse = staticmethod(_number4)
    _private = ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/29",
                "192.0.0.170/31", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
                "203.0.113.0/24", "240.0.0.0/4", "255.255.255.255/32")
    _not_global = ("100.64.0.0/10",)
    _loopback = ("127.0.0.0/8",)
    _link_local = ("169.254.0.0/16",)
    _multicast = ("224.0.0.0/4",)
    _reserved = ("240.0.0.0/4",)

    def __str__(self):
        return ".".join(str(byte) for byte in self.packed)


class IPv6Address(_Address):
    version = 6
    max_prefixlen = 128
    _parse = staticmethod(_number6)
    _private = ("::1/128", "::/128", "::ffff:0:0/96", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10")
    _not_global = ()
    _loopback = ("::1/128",)
    _link_local = ("fe80::/10",)
    _multicast = ("ff00::/8",)
    _reserved = ("::/8", "100::/8")

    def __str__(self):
        groups = ["%x" % (self._ip >> shift & 0xFFFF) for shift in range(112, -1, -16)]
        longest, start = 1, None
        for first in range(8):
            length = 0
            while first + length < 8 and groups[first + length] == "0":
                length += 1
            if length > longest:
                longest, start = length, first
        if start is None:
            return ":".join(groups)
        return ":".join(groups[:start]) + "::" + ":".join(groups[start + longest:])


class _Network:
    def __init__(self, address, strict=True):
        text, _, bits = str(address).partition("/")
        self.network_address = self._kind(text)
        self.max_prefixlen = self.network_address.max_prefixlen
        self.version = self.network_address.version
        self.prefixlen = int(bits) if bits else self.max_prefixlen
        if not 0 <= self.prefixlen <= self.max_prefixlen:
            raise NetmaskValueError("%r is not a valid netmask" % bits)
        self._size = 1 << (self.max_prefixlen - self.prefixlen)
        base = self.network_address._ip // self._size * self._size
        if base != self.network_address._ip:
            if strict:
                raise ValueError("%s has host bits set" % address)
            self.network_address = self._kind(base)

    @property
    def num_addresses(self):
        return self._size

    @property
    def broadcast_address(self):
        return self._kind(self.network_address._ip + self._size - 1)

    def __contains__(self, other):
        if other.version != self.version:
            return False
        return 0 <= other._ip - self.network_address._ip < self._size

    def __eq__(self, other):
        return isinstance(other, _Network) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))

    def __str__(self):
        return "%s/%d" % (self.network_address, self.prefixlen)

    def __repr__(self):
        return "%s(%r)" % (self.__class__.__name__, str(self))


class IPv4Network(_Network):
    _kind = IPv4Address


class IPv6Network(_Network):
    _kind = IPv6Address


def ip_address(address):
    for kind in (IPv4Address, IPv6Address):
        try:
            return kind(address)
        except ValueError:
            pass
    raise ValueError("%r does not appear to be an IPv4 or IPv6 address" % (address,))


def ip_network(address, strict=True):
    kind = IPv6Network if ":" in str(address) else IPv4Network
    try:
        return kind(address, strict)
    except (AddressValueError, NetmaskValueError):
        raise ValueError("%r does not appear to be an IPv4 or IPv6 network" % (address,)) from None
