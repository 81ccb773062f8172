"""Clocks."""

import _system

timezone = 0
altzone = 0
daylight = 0
tzname = ("UTC", "UTC")


class struct_time(tuple):
    @property
    def tm_year(self):
        return self[0]

    @property
    def tm_mon(self):
        return self[1]

    @property
    def tm_mday(self):
        return self[2]

    @property
    def tm_hour(self):
        return self[3]

    @property
    def tm_min(self):
        return self[4]

    @property
    def tm_sec(self):
        return self[5]

    @property
    def tm_wday(self):
        return self[6]

    @property
    def tm_yday(self):
        return self[7]

    @property
    def tm_isdst(self):
        return self[8]

    def __repr__(self):
        names = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")
        return "time.struct_time(%s)" % ", ".join("%s=%r" % pair for pair in zip(names, self))


def time():
    return _system.now() / 1e9


def time_ns():
    return _system.now()


monotonic = perf_counter = process_time = thread_time = time
monotonic_ns = perf_counter_ns = process_time_ns = time_ns


def sleep(seconds, /):
    pass


def _moment(seconds, offset):
    from datetime import datetime, timedelta

    return datetime(1970, 1, 1) + timedelta(seconds=int(time() if seconds is None else seconds) + offset)


def gmtime(seconds=None, /):
    return _moment(seconds, 0).timetuple()


def localtime(seconds=None, /):
    seconds = int(time() if seconds is None else seconds)
    return _moment(seconds, _system.utc_offset(seconds)).timetuple()


def _as_datetime(parts):
    from datetime import datetime

    return datetime(*parts[:6])


def mktime(parts, /):
    from datetime import datetime

    return datetime(*parts[:6]).timestamp()


def strftime(format, parts=None, /):
    return _as_datetime(localtime() if parts is None else parts).strftime(format)


def strptime(text, format="%a %b %d %H:%M:%S %Y", /):
    from datetime import datetime

    return datetime.strptime(text, format).timetuple()


def asctime(parts=None, /):
    return _as_datetime(localtime() if parts is None else parts).ctime()


def ctime(seconds=None, /):
    return asctime(localtime(seconds))


def tzset():
    pass
