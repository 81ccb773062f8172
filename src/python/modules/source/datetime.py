"""Dates and times of the proleptic Gregorian calendar."""

import _system

MINYEAR = 1
MAXYEAR = 9999
_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_missing = object()


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _MONTH_DAYS[month]


def _days_before_year(year):
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400


def _days_before_month(year, month):
    days = 0
    for number in range(1, month):
        days += _days_in_month(year, number)
    return days


def _ordinal(year, month, day):
    return _days_before_year(year) + _days_before_month(year, month) + day


def _from_ordinal(number):
    year = max(1, number * 400 // 146097)
    while _days_before_year(year + 1) < number:
        year += 1
    while _days_before_year(year) >= number:
        year -= 1
    rest = number - _days_before_year(year)
    month = 1
    while rest > _days_in_month(year, month):
        rest -= _days_in_month(year, month)
        month += 1
    return year, month, rest


def _integer(value):
    if isinstance(value, float):
        raise TypeError("'float' object cannot be interpreted as an integer")
    if isinstance(value, int):
        return int(value)
    if hasattr(value, "__index__"):
        return value.__index__()
    raise TypeError("'%s' object cannot be interpreted as an integer" % type(value).__name__)


def _check_date(year, month, day):
    year, month, day = _integer(year), _integer(month), _integer(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError("year %d is out of range" % year)
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second = _integer(hour), _integer(minute), _integer(second)
    microsecond = _integer(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond


def _check_zone(zone):
    if zone is not None and not isinstance(zone, tzinfo):
        raise TypeError("tzinfo argument must be None or of a tzinfo subclass, not type %r" % type(zone).__name__)


def _round(value):
    return round(value)


class timedelta:
    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        parts = ((weeks, 604800000000), (days, 86400000000), (hours, 3600000000), (minutes, 60000000),
                 (seconds, 1000000), (milliseconds, 1000), (microseconds, 1))
        whole = 0
        fraction = 0.0
        for value, scale in parts:
            if isinstance(value, float):
                integral = int(value)
                whole += integral * scale
                fraction += (value - integral) * scale
            else:
                whole += value * scale
        return _delta(cls, whole + _round(fraction))

    @property
    def days(self):
        return self._total // 86400000000

    @property
    def seconds(self):
        return self._total % 86400000000 // 1000000

    @property
    def microseconds(self):
        return self._total % 1000000

    def total_seconds(self):
        return self._total / 1000000

    def __add__(self, other):
        if isinstance(other, timedelta):
            return _delta(timedelta, self._total + other._total)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return _delta(timedelta, self._total - other._total)
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return _delta(timedelta, other._total - self._total)
        return NotImplemented

    def __neg__(self):
        return _delta(timedelta, -self._total)

    def __pos__(self):
        return self

    def __abs__(self):
        return _delta(timedelta, abs(self._total))

    def __mul__(self, other):
        if isinstance(other, int):
            return _delta(timedelta, self._total * other)
        if isinstance(other, float):
            top, bottom = other.as_integer_ratio()
            return _delta(timedelta, _divided(self._total * top, bottom))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._total // other._total
        if isinstance(other, int):
            return _delta(timedelta, self._total // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._total / other._total
        if isinstance(other, int):
            return _delta(timedelta, _divided(self._total, other))
        if isinstance(other, float):
            top, bottom = other.as_integer_ratio()
            return _delta(timedelta, _divided(self._total * bottom, top))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return _delta(timedelta, self._total % other._total)
        return NotImplemented

    def __divmod__(self, other):
        return self // other, self % other

    def __eq__(self, other):
        return self._total == other._total if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._total < other._total if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._total <= other._total if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._total > other._total if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._total >= other._total if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        return hash(self._total)

    def __bool__(self):
        return self._total != 0

    def __repr__(self):
        parts = ["%s=%d" % (name, getattr(self, name)) for name in ("days", "seconds", "microseconds")
                 if getattr(self, name)]
        return "datetime.%s(%s)" % (self.__class__.__qualname__, ", ".join(parts) or "0")

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        text = "%d:%02d:%02d" % (hours, minutes, seconds)
        if self.days:
            text = "%d day%s, %s" % (self.days, "" if abs(self.days) == 1 else "s", text)
        if self.microseconds:
            text += ".%06d" % self.microseconds
        return text


def _divided(top, bottom):
    """Rounded to the nearest, to even in the middle."""
    if bottom < 0:
        top, bottom = -top, -bottom
    quotient, rest = divmod(top, bottom)
    if rest * 2 > bottom or (rest * 2 == bottom and quotient % 2 == 1):
        quotient += 1
    return quotient


def _delta(cls, total):
    if not -999999999 * 86400000000 <= total < 1000000000 * 86400000000:
        raise OverflowError("days=%d; must have magnitude <= 999999999" % (total // 86400000000))
    self = object.__new__(cls)
    self._total = total
    return self


timedelta.min = _delta(timedelta, -999999999 * 86400000000)
timedelta.max = _delta(timedelta, 1000000000 * 86400000000 - 1)
timedelta.resolution = _delta(timedelta, 1)


def _iso_week_one(year):
    first = _ordinal(year, 1, 1)
    monday = first - (first + 6) % 7
    return monday + 7 if (first + 6) % 7 > 3 else monday


class _IsoCalendarDate(tuple):
    @property
    def year(self):
        return self[0]

    @property
    def week(self):
        return self[1]

    @property
    def weekday(self):
        return self[2]

    def __repr__(self):
        return "datetime.IsoCalendarDate(year=%d, week=%d, weekday=%d)" % tuple(self)


class date:
    def __new__(cls, year, month=None, day=None):
        if month is None or day is None:
            raise TypeError("function missing required argument '%s' (pos %d)"
                            % (("month", 2) if month is None else ("day", 3)))
        self = object.__new__(cls)
        self._year, self._month, self._day = _check_date(year, month, day)
        return self

    @property
    def year(self):
        return self._year

    @property
    def month(self):
        return self._month

    @property
    def day(self):
        return self._day

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_system.now() // 1000000000)

    @classmethod
    def fromtimestamp(cls, timestamp):
        seconds = int(timestamp // 1)
        return cls.fromordinal(719163 + (seconds + _system.utc_offset(seconds)) // 86400)

    @classmethod
    def fromordinal(cls, n):
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        return cls(*_from_ordinal(n))

    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        parts = _parse_iso_date(date_string)
        if parts is None:
            raise ValueError("Invalid isoformat string: %r" % date_string)
        return cls(*parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        if not 1 <= week <= 53:
            raise ValueError("Invalid week: %d" % week)
        if not 1 <= day <= 7:
            raise ValueError("Invalid weekday: %d (range is [1, 7])" % day)
        return cls.fromordinal(_iso_week_one(year) + (week - 1) * 7 + day - 1)

    def toordinal(self):
        return _ordinal(self._year, self._month, self._day)

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.weekday() + 1

    def isocalendar(self):
        year = self._year
        number = _ordinal(self._year, self._month, self._day)
        if number < _iso_week_one(year):
            year -= 1
        elif year < MAXYEAR and number >= _iso_week_one(year + 1):
            year += 1
        week, day = divmod(number - _iso_week_one(year), 7)
        return _IsoCalendarDate((year, week + 1, day + 1))

    def isoformat(self):
        return "%04d-%02d-%02d" % (self._year, self._month, self._day)

    def replace(self, year=None, month=None, day=None):
        return type(self)(
            self._year if year is None else year, self._month if month is None else month,
            self._day if day is None else day)

    def timetuple(self):
        return _timetuple(self, 0, 0, 0, -1)

    def ctime(self):
        return "%s %s %2d 00:00:00 %04d" % (
            _DAYS[self.weekday()][:3], _MONTHS[self._month][:3], self._day, self._year)

    def strftime(self, format):
        return _strftime(self, format)

    def __format__(self, format_spec):
        return self.strftime(format_spec) if format_spec else str(self)

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return "%s(%d, %d, %d)" % (_shown_class(self), self._year, self._month, self._day)

    def _key(self):
        return (self._year, self._month, self._day)

    def __eq__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() == other._key()
        return NotImplemented

    def __lt__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() < other._key()
        return NotImplemented

    def __le__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() <= other._key()
        return NotImplemented

    def __gt__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() > other._key()
        return NotImplemented

    def __ge__(self, other):
        if isinstance(other, date) and not isinstance(other, datetime):
            return self._key() >= other._key()
        return NotImplemented

    def __hash__(self):
        return hash(self._key())

    def __add__(self, other):
        if isinstance(other, timedelta):
            number = self.toordinal() + other.days
            if not 1 <= number <= 3652059:
                raise OverflowError("date value out of range")
            return type(self).fromordinal(number)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented


def _shown_class(value):
    cls = value.__class__
    return "datetime." + cls.__qualname__ if cls.__module__ == "datetime" else cls.__qualname__


class tzinfo:
    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        offset = dt.utcoffset()
        summer = dt.dst()
        standard = offset - (summer or timedelta(0))
        return dt + standard + (summer or timedelta(0))


class timezone(tzinfo):
    def __new__(cls, offset, name=_missing):
        if not isinstance(offset, timedelta):
            raise TypeError("timezone() argument 1 must be datetime.timedelta, not " + type(offset).__name__)
        if not -timedelta(hours=24) < offset < timedelta(hours=24):
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                             "timedelta(hours=24), not %r" % offset)
        self = object.__new__(cls)
        self._offset = offset
        self._name = None if name is _missing else name
        return self

    def utcoffset(self, dt):
        return self._offset

    def tzname(self, dt):
        if self._name is not None:
            return self._name
        return "UTC" if not self._offset else "UTC" + _offset_text(self._offset)

    def dst(self, dt):
        return None

    def fromutc(self, dt):
        return dt + self._offset

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return "datetime.timezone(%r)" % self._offset
        return "datetime.timezone(%r, %r)" % (self._offset, self._name)

    def __str__(self):
        return self.tzname(None)


timezone.utc = UTC = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))


def _offset_text(offset, separator=":"):
    sign = "+"
    if offset.days < 0:
        sign = "-"
        offset = -offset
    minutes, seconds = divmod(offset.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "%s%02d%s%02d" % (sign, hours, separator, minutes)
    if seconds or offset.microseconds:
        text += "%s%02d" % (separator, seconds)
    if offset.microseconds:
        text += ".%06d" % offset.microseconds
    return text


def _clock_text(hour, minute, second, microsecond, timespec):
    if timespec == "auto":
        timespec = "microseconds" if microsecond else "seconds"
    if timespec == "hours":
        return "%02d" % hour
    if timespec == "minutes":
        return "%02d:%02d" % (hour, minute)
    if timespec == "seconds":
        return "%02d:%02d:%02d" % (hour, minute, second)
    if timespec == "milliseconds":
        return "%02d:%02d:%02d.%03d" % (hour, minute, second, microsecond // 1000)
    if timespec == "microseconds":
        return "%02d:%02d:%02d.%06d" % (hour, minute, second, microsecond)
    raise ValueError("Unknown timespec value")


class time:
    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond = _check_time(
            hour, minute, second, microsecond, fold)
        self._tzinfo = tzinfo
        self._fold = fold
        return self

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    @property
    def fold(self):
        return self._fold

    @classmethod
    def fromisoformat(cls, time_string):
        parts = _parse_iso_time(time_string.removeprefix("T"))
        if parts is None:
            raise ValueError("Invalid isoformat string: %r" % time_string)
        return cls(*parts)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def isoformat(self, timespec="auto"):
        text = _clock_text(self._hour, self._minute, self._second, self._microsecond, timespec)
        offset = self.utcoffset()
        return text if offset is None else text + _offset_text(offset)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        return type(self)(
            self._hour if hour is None else hour, self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def strftime(self, format):
        return datetime(1900, 1, 1, self._hour, self._minute, self._second, self._microsecond,
                        self._tzinfo).strftime(format)

    def __format__(self, format_spec):
        return self.strftime(format_spec) if format_spec else str(self)

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        parts = [self._hour, self._minute]
        if self._microsecond:
            parts += [self._second, self._microsecond]
        elif self._second:
            parts.append(self._second)
        text = ", ".join(str(part) for part in parts)
        if self._tzinfo is not None:
            text += ", tzinfo=%r" % self._tzinfo
        if self._fold:
            text += ", fold=1"
        return "%s(%s)" % (_shown_class(self), text)

    def _key(self):
        offset = self.utcoffset()
        own = ((self._hour * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond
        return own if offset is None else own - offset._total

    def _same_kind(self, other):
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't compare offset-naive and offset-aware times")

    def __eq__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        return (self.utcoffset() is None) == (other.utcoffset() is None) and self._key() == other._key()

    def __lt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        self._same_kind(other)
        return self._key() < other._key()

    def __le__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        self._same_kind(other)
        return self._key() <= other._key()

    def __gt__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        self._same_kind(other)
        return self._key() > other._key()

    def __ge__(self, other):
        if not isinstance(other, time):
            return NotImplemented
        self._same_kind(other)
        return self._key() >= other._key()

    def __hash__(self):
        return hash(self._key())


class datetime(date):
    def __new__(cls, year, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if month is None or day is None:
            raise TypeError("function missing required argument '%s' (pos %d)"
                            % (("month", 2) if month is None else ("day", 3)))
        _check_zone(tzinfo)
        self = object.__new__(cls)
        self._year, self._month, self._day = _check_date(year, month, day)
        self._hour, self._minute, self._second, self._microsecond = _check_time(
            hour, minute, second, microsecond, fold)
        self._tzinfo = tzinfo
        self._fold = fold
        return self

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    @property
    def fold(self):
        return self._fold

    @classmethod
    def _from_micros(cls, total, zone=None):
        """Microseconds since the year 1, as the clock on the wall shows them."""
        days, rest = divmod(total, 86400000000)
        if not 1 <= days <= 3652059:
            raise OverflowError("date value out of range")
        year, month, day = _from_ordinal(days)
        seconds, micros = divmod(rest, 1000000)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return cls(year, month, day, hour, minute, second, micros, zone)

    def _micros(self):
        seconds = ((self.toordinal() * 24 + self._hour) * 60 + self._minute) * 60 + self._second
        return seconds * 1000000 + self._microsecond

    @classmethod
    def now(cls, tz=None):
        return cls._from_epoch(_system.now() // 1000, tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def utcnow(cls):
        return cls._from_micros(719163 * 86400000000 + _system.now() // 1000)

    @classmethod
    def _from_epoch(cls, micros, tz):
        if tz is None:
            micros += _system.utc_offset(micros // 1000000) * 1000000
            return cls._from_micros(719163 * 86400000000 + micros)
        _check_zone(tz)
        return tz.fromutc(cls._from_micros(719163 * 86400000000 + micros, tz))

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        return cls._from_epoch(round(timestamp * 1000000), tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        return cls._from_micros(719163 * 86400000000 + round(timestamp * 1000000))

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
                   time.tzinfo if tzinfo is True else tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        for length in (10, 8, 7):
            parts = _parse_iso_date(date_string[:length])
            if parts is None:
                continue
            rest = date_string[length:]
            if not rest:
                return cls(*parts)
            clock = _parse_iso_time(rest[1:])
            if clock is not None:
                return cls(*parts, *clock)
        raise ValueError("Invalid isoformat string: %r" % date_string)

    @classmethod
    def strptime(cls, date_string, format):
        return _strptime(cls, date_string, format)

    def date(self):
        return date(self._year, self._month, self._day)

    def time(self):
        return time(self._hour, self._minute, self._second, self._microsecond, fold=self._fold)

    def timetz(self):
        return time(self._hour, self._minute, self._second, self._microsecond, self._tzinfo, fold=self._fold)

    def utcoffset(self):
        return None if self._tzinfo is None else self._tzinfo.utcoffset(self)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(self)

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def timestamp(self):
        micros = self._micros() - 719163 * 86400000000
        offset = self.utcoffset()
        if offset is None:
            seconds = micros // 1000000
            local = _system.utc_offset(seconds - _system.utc_offset(seconds))
            return (micros - local * 1000000) / 1000000
        return (micros - offset._total) / 1000000

    def timetuple(self):
        summer = self.dst()
        return _timetuple(self, self._hour, self._minute, self._second, -1 if summer is None else int(bool(summer)))

    def utctimetuple(self):
        offset = self.utcoffset()
        moment = self if offset is None else self.replace(tzinfo=None) - offset
        return _timetuple(moment, moment.hour, moment.minute, moment.second, 0)

    def astimezone(self, tz=None):
        own = self.utcoffset()
        if own is None:
            own = timedelta(seconds=_system.utc_offset(int(self.replace(tzinfo=None).timestamp())))
        utc = self.replace(tzinfo=None) - own
        if tz is None:
            seconds = (utc._micros() - 719163 * 86400000000) // 1000000
            tz = timezone(timedelta(seconds=_system.utc_offset(seconds)))
        return tz.fromutc(utc.replace(tzinfo=tz))

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        return type(self)(
            self._year if year is None else year, self._month if month is None else month,
            self._day if day is None else day, self._hour if hour is None else hour,
            self._minute if minute is None else minute, self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    def isoformat(self, sep="T", timespec="auto"):
        text = "%04d-%02d-%02d%s%s" % (
            self._year, self._month, self._day, sep,
            _clock_text(self._hour, self._minute, self._second, self._microsecond, timespec))
        offset = self.utcoffset()
        return text if offset is None else text + _offset_text(offset)

    def ctime(self):
        return "%s %s %2d %02d:%02d:%02d %04d" % (
            _DAYS[self.weekday()][:3], _MONTHS[self._month][:3], self._day, self._hour, self._minute, self._second,
            self._year)

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        parts = [self._year, self._month, self._day, self._hour, self._minute]
        if self._microsecond:
            parts += [self._second, self._microsecond]
        elif self._second:
            parts.append(self._second)
        text = ", ".join(str(part) for part in parts)
        if self._tzinfo is not None:
            text += ", tzinfo=%r" % self._tzinfo
        if self._fold:
            text += ", fold=1"
        return "%s(%s)" % (_shown_class(self), text)

    def _moment(self):
        offset = self.utcoffset()
        return self._micros() if offset is None else self._micros() - offset._total

    def _same_kind(self, other):
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        return (self.utcoffset() is None) == (other.utcoffset() is None) and self._moment() == other._moment()

    def __lt__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        self._same_kind(other)
        return self._moment() < other._moment()

    def __le__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        self._same_kind(other)
        return self._moment() <= other._moment()

    def __gt__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        self._same_kind(other)
        return self._moment() > other._moment()

    def __ge__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        self._same_kind(other)
        return self._moment() >= other._moment()

    def __hash__(self):
        return hash(self._moment())

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self)._from_micros(self._micros() + other._total, self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._from_micros(self._micros() - other._total, self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        if self._tzinfo is other._tzinfo:
            return _delta(timedelta, self._micros() - other._micros())
        return _delta(timedelta, self._moment() - other._moment())


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)
time.min = time(0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = datetime.resolution = timedelta(microseconds=1)
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)


def _timetuple(moment, hour, minute, second, summer):
    from time import struct_time

    year_day = _days_before_month(moment.year, moment.month) + moment.day
    return struct_time((moment.year, moment.month, moment.day, hour, minute, second, moment.weekday(), year_day, summer))


def _parse_iso_date(text):
    if not text.isascii():
        return None
    if len(text) == 10 and text[4] == text[7] == "-":
        pieces = (text[:4], text[5:7], text[8:])
    elif len(text) == 8 and text.isdigit():
        pieces = (text[:4], text[4:6], text[6:])
    elif "W" in text[4:6]:
        compact = text.replace("-", "")
        year, week, day = compact[:4], compact[5:7], compact[7:] or "1"
        if not (year.isdigit() and week.isdigit() and day.isdigit()):
            return None
        found = date.fromisocalendar(int(year), int(week), int(day))
        return found.year, found.month, found.day
    else:
        return None
    if not all(piece.isdigit() for piece in pieces):
        return None
    return tuple(int(piece) for piece in pieces)


def _parse_clock(text):
    fraction = ""
    for mark in ".,":
        if mark in text:
            text, fraction = text.split(mark, 1)
            if not fraction.isdigit():
                return None
    pieces = text.split(":") if ":" in text else [text[index:index + 2] for index in range(0, len(text), 2)]
    if not 1 <= len(pieces) <= 3 or not all(len(piece) == 2 and piece.isdigit() for piece in pieces):
        return None
    if fraction and len(pieces) < 3:
        return None
    values = [int(piece) for piece in pieces] + [0] * (3 - len(pieces))
    return values[0], values[1], values[2], int((fraction + "000000")[:6]) if fraction else 0


def _parse_iso_time(text):
    zone = None
    if text.endswith("Z"):
        text, zone = text[:-1], timezone.utc
    else:
        for index, char in enumerate(text):
            if char in "+-":
                offset = _parse_clock(text[index + 1:])
                if offset is None:
                    return None
                delta = timedelta(hours=offset[0], minutes=offset[1], seconds=offset[2], microseconds=offset[3])
                zone = timezone(-delta if char == "-" else delta) if delta else timezone.utc
                text = text[:index]
                break
    clock = _parse_clock(text)
    return None if clock is None else clock + (zone,)


def _strftime(moment, format):
    hour = getattr(moment, "hour", 0)
    minute = getattr(moment, "minute", 0)
    second = getattr(moment, "second", 0)
    micros = getattr(moment, "microsecond", 0)
    result = []
    index = 0
    while index < len(format):
        char = format[index]
        index += 1
        if char != "%" or index >= len(format):
            result.append(char)
            continue
        code = format[index]
        index += 1
        plain = False
        if code in "-" and index < len(format):
            plain = True
            code = format[index]
            index += 1
        year_day = _days_before_month(moment.year, moment.month) + moment.day
        weekday = moment.weekday()
        if code == "Y":
            text = str(moment.year)
        elif code == "m":
            text = "%02d" % moment.month
        elif code == "d":
            text = "%02d" % moment.day
        elif code == "H":
            text = "%02d" % hour
        elif code == "M":
            text = "%02d" % minute
        elif code == "S":
            text = "%02d" % second
        elif code == "f":
            text = "%06d" % micros
        elif code == "y":
            text = "%02d" % (moment.year % 100)
        elif code == "I":
            text = "%02d" % ((hour + 11) % 12 + 1)
        elif code == "p":
            text = "AM" if hour < 12 else "PM"
        elif code == "j":
            text = "%03d" % year_day
        elif code == "a":
            text = _DAYS[weekday][:3]
        elif code == "A":
            text = _DAYS[weekday]
        elif code == "b" or code == "h":
            text = _MONTHS[moment.month][:3]
        elif code == "B":
            text = _MONTHS[moment.month]
        elif code == "w":
            text = str((weekday + 1) % 7)
        elif code == "u":
            text = str(weekday + 1)
        elif code == "U":
            text = "%02d" % ((year_day + 6 - (weekday + 1) % 7) // 7)
        elif code == "W":
            text = "%02d" % ((year_day + 6 - weekday) // 7)
        elif code == "G":
            text = str(moment.isocalendar()[0])
        elif code == "V":
            text = "%02d" % moment.isocalendar()[1]
        elif code == "e":
            text = "%2d" % moment.day
        elif code == "C":
            text = "%02d" % (moment.year // 100)
        elif code == "c":
            text = _strftime(moment, "%a %b %e %H:%M:%S %Y")
        elif code == "x" or code == "D":
            text = _strftime(moment, "%m/%d/%y")
        elif code == "X" or code == "T":
            text = _strftime(moment, "%H:%M:%S")
        elif code == "F":
            text = _strftime(moment, "%Y-%m-%d")
        elif code == "R":
            text = _strftime(moment, "%H:%M")
        elif code == "s":
            text = str(int(moment.timestamp()))
        elif code == "z" or code == ":":
            if code == ":":
                index += 1
            offset = moment.utcoffset() if hasattr(moment, "utcoffset") else None
            text = "" if offset is None else _offset_text(offset, ":" if code == ":" else "")
        elif code == "Z":
            text = (moment.tzname() if hasattr(moment, "tzname") else None) or ""
        elif code == "n":
            text = "\n"
        elif code == "t":
            text = "\t"
        elif code == "%":
            text = "%"
        else:
            text = "%" + code
        result.append(text.lstrip("0 ") or "0" if plain else text)
    return "".join(result)


def _strptime(cls, text, format):
    import re

    patterns = {
        "Y": r"(?P<Y>\d\d\d\d)", "m": r"(?P<m>1[0-2]|0[1-9]|[1-9])", "d": r"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])",
        "H": r"(?P<H>2[0-3]|[0-1]\d|\d)", "I": r"(?P<I>1[0-2]|0[1-9]|[1-9])", "M": r"(?P<M>[0-5]\d|\d)",
        "S": r"(?P<S>6[0-1]|[0-5]\d|\d)", "f": r"(?P<f>[0-9]{1,6})", "y": r"(?P<y>\d\d)",
        "j": r"(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])",
        "p": r"(?P<p>AM|PM)", "z": r"(?P<z>[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|Z)", "Z": r"(?P<Z>UTC|GMT|[A-Za-z]*)",
        "a": "(?P<a>%s)" % "|".join(name[:3] for name in _DAYS), "A": "(?P<A>%s)" % "|".join(_DAYS),
        "b": "(?P<b>%s)" % "|".join(name[:3] for name in _MONTHS[1:]), "B": "(?P<B>%s)" % "|".join(_MONTHS[1:]),
        "w": r"(?P<w>[0-6])", "%": "%",
    }
    for shorthand, meaning in (("%c", "%a %b %d %H:%M:%S %Y"), ("%x", "%m/%d/%y"), ("%X", "%H:%M:%S"),
                               ("%T", "%H:%M:%S"), ("%D", "%m/%d/%y"), ("%F", "%Y-%m-%d"), ("%R", "%H:%M")):
        format = format.replace(shorthand, meaning)
    pattern = []
    index = 0
    while index < len(format):
        char = format[index]
        if char == "%":
            index += 1
            code = format[index:index + 1]
            if not code:
                raise ValueError("stray %% in format '%s'" % format)
            if code not in patterns:
                raise ValueError("'%s' is a bad directive in format '%s'" % (code, format))
            pattern.append(patterns[code])
        elif char.isspace():
            pattern.append(r"\s+")
        else:
            pattern.append(re.escape(char))
        index += 1
    found = re.match("".join(pattern), text, re.IGNORECASE)
    if found is None:
        raise ValueError("time data %r does not match format %r" % (text, format))
    if found.end() != len(text):
        raise ValueError("unconverted data remains: %s" % text[found.end():])
    parts = found.groupdict()
    year, month, day = 1900, 1, 1
    if parts.get("Y"):
        year = int(parts["Y"])
    elif parts.get("y"):
        year = int(parts["y"])
        year += 2000 if year <= 68 else 1900
    if parts.get("m"):
        month = int(parts["m"])
    elif parts.get("B"):
        month = [name.lower() for name in _MONTHS].index(parts["B"].lower())
    elif parts.get("b"):
        month = [name[:3].lower() for name in _MONTHS].index(parts["b"].lower())
    if parts.get("d"):
        day = int(parts["d"])
    if parts.get("j"):
        year, month, day = _from_ordinal(_ordinal(year, 1, 1) + int(parts["j"]) - 1)
    hour = int(parts.get("H") or 0)
    if parts.get("I"):
        hour = int(parts["I"]) % 12
        if (parts.get("p") or "").upper() == "PM":
            hour += 12
    micros = int((parts.get("f") or "0").ljust(6, "0"))
    zone = None
    mark = parts.get("z")
    if mark == "Z":
        zone = timezone.utc
    elif mark:
        digits = mark[1:].replace(":", "")
        delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]), seconds=int(digits[4:6] or 0))
        zone = timezone(-delta if mark[0] == "-" else delta)
    return cls(year, month, day, hour, int(parts.get("M") or 0), int(parts.get("S") or 0), micros, zone)
