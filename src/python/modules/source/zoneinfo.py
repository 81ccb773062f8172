"""Time zones of the IANA database."""

import _system
from datetime import timedelta, tzinfo


class ZoneInfoNotFoundError(KeyError):
    pass


_known = {}


class ZoneInfo(tzinfo):
    def __new__(cls, key):
        if key in _known:
            return _known[key]
        if _system.zone(key, 0) is None:
            raise ZoneInfoNotFoundError("No time zone found with key %s" % key)
        self = object.__new__(cls)
        self._zone_key = key
        _known[key] = self
        return self

    @classmethod
    def no_cache(cls, key):
        return cls(key)

    @property
    def key(self):
        return self._zone_key

    def _facts(self, dt):
        return _system.zone_of_local(
            self._zone_key, dt.year, dt.month, dt.day, dt.hour, dt.minute, dt.second, dt.fold)

    def utcoffset(self, dt):
        return None if dt is None else timedelta(seconds=self._facts(dt)[0])

    def tzname(self, dt):
        return None if dt is None else self._facts(dt)[1]

    def dst(self, dt):
        if dt is None:
            return None
        return timedelta(hours=1) if self._facts(dt)[2] else timedelta(0)

    def fromutc(self, dt):
        seconds = int((dt._micros() - 719163 * 86400000000) // 1000000)
        return dt + timedelta(seconds=_system.zone(self._zone_key, seconds)[0])

    def __repr__(self):
        return "zoneinfo.ZoneInfo(key=%r)" % self._zone_key

    def __str__(self):
        return self._zone_key


def available_timezones():
    import _introspection

    return _introspection.unknown("the list of all time zones")


def reset_tzpath(to=None):
    pass


TZPATH = ()
