#: d_d_d
from datetime import date
d = date(2024, 2, 29)
print(d, repr(d), d.year, d.month, d.day, d.weekday(), d.isoweekday(), d.isocalendar(), d.toordinal(), d.isoformat(), d.ctime(), d.strftime("%d/%m/%y %A %j"), d.replace(year=2023, day=1), date.fromisoformat("2020-01-02"), date.fromordinal(738000))

#: d_timedelta_days
from datetime import date, timedelta
d = date(2024, 2, 29)
print(d + timedelta(days=1), d - timedelta(weeks=1), date(2024, 3, 1) - d, d < date(2024, 3, 1), d == date(2024, 2, 29), {d: 1}[date(2024, 2, 29)], date.min, date.max, f"{d:%Y}")

#: t_t_t
from datetime import datetime
t = datetime(2024, 1, 2, 3, 4, 5, 678)
print(t, repr(t), t.date(), t.time(), t.isoformat(), t.isoformat(" ", "seconds"), t.isoformat(timespec="milliseconds"), t.strftime("%Y-%m-%d %H:%M:%S.%f %p %I %a %b %B %U %W %y %%"), t.replace(hour=0), t.timetuple()[:6], t.ctime(), str(t), f"{t:%H:%M}")

#: z_z_z
from datetime import datetime, timedelta, timezone, UTC
z = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
print(z, repr(z), z.isoformat(), z.tzinfo, z.utcoffset(), z.tzname(), z.timestamp(), z.astimezone(timezone(timedelta(hours=2))), z.strftime("%z %Z"), z == datetime(2024, 1, 2, 5, 4, 5, tzinfo=timezone(timedelta(hours=2))), z.replace(tzinfo=None), UTC is timezone.utc)

#: datetime_fromisoformat_t03
from datetime import datetime
print(datetime.fromisoformat("2024-01-02T03:04:05.123456+05:30"), datetime.fromisoformat("2024-01-02"), datetime.fromisoformat("2024-01-02 03:04"), datetime.fromisoformat("2024-01-02T03:04:05Z"), datetime.fromisoformat("20240102T030405"))

#: datetime_strptime_y
from datetime import datetime
print(datetime.strptime("2024-03-01 12:30:45", "%Y-%m-%d %H:%M:%S"), datetime.strptime("01/Mar/24 3PM", "%d/%b/%y %I%p"), datetime.strptime("2024-03-01T12:30:45.5+0200", "%Y-%m-%dT%H:%M:%S.%f%z"))

#: datetime_fromtimestamp_timezone
from datetime import date, time, datetime, timedelta, timezone, UTC
d = date(2024, 2, 29)
print(datetime.fromtimestamp(0, timezone.utc), datetime.fromtimestamp(1700000000.5, tz=UTC), datetime.utcfromtimestamp(86400), datetime.combine(d, time(1, 2)), datetime(2024, 1, 31) + timedelta(hours=25, minutes=1), datetime(2024, 3, 1) - datetime(2024, 2, 1, 12))

#: td_td_td
from datetime import timedelta
td = timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=5, microseconds=6)
print(td, repr(td), td.days, td.seconds, td.microseconds, td.total_seconds(), -td, abs(-td), td * 2, td / 2, td // timedelta(hours=1), td % timedelta(hours=1), td + timedelta(1), td > timedelta(0), timedelta(0) == timedelta(), bool(timedelta()), timedelta(seconds=-1), repr(timedelta()), timedelta(weeks=2), timedelta(0.5), timedelta(hours=1) * 1.5, str(timedelta(days=-1, seconds=5)))

#: c_c_c
from datetime import time, timezone
c = time(12, 30, 15, 5)
print(c, repr(c), c.isoformat(), time.fromisoformat("04:05:06"), c.replace(hour=1), c < time(13), time(1, tzinfo=timezone.utc), c.strftime("%H:%M"), time.min, time.max, time(0) == time())

#: timezone_utc_timezone
from datetime import timedelta, timezone
print(timezone.utc, repr(timezone.utc), timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=30), "IST"), repr(timezone(timedelta(hours=1))), timezone.utc == timezone(timedelta(0)))

#: type_n_n
from datetime import date, datetime, timezone
n = datetime.now()
u = datetime.now(timezone.utc)
print(type(n), n.tzinfo, u.tzinfo, (datetime.now() - n).total_seconds() < 60, n.year >= 2024, datetime.utcnow().tzinfo, date.today() >= date(2024, 1, 1))

#: errors
from datetime import date, time, datetime, timedelta, timezone
t = datetime(2024, 1, 2, 3, 4, 5, 678)
z = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
for bad in (lambda: date(2023, 2, 29), lambda: date(2024, 13, 1), lambda: datetime(2024, 1, 1, 25), lambda: t < z, lambda: z - t, lambda: datetime.fromisoformat("nope"), lambda: datetime.strptime("x", "%Y"), lambda: datetime.strptime("2024 x", "%Y"), lambda: date.max + timedelta(1), lambda: date("x", 1, 1), lambda: time(25), lambda: date(2024)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: isinstance_t_date
from datetime import date, datetime, timezone
import datetime as dt
d = date(2024, 2, 29)
t = datetime(2024, 1, 2, 3, 4, 5, 678)
z = datetime(2024, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
print(isinstance(t, date), t == z, d == t, issubclass(datetime, date), dt.datetime is datetime, datetime.min, datetime.max, hash(t) == hash(t.replace()), max(d, date(2025, 1, 1)), sorted([date(2024, 2, 1), date(2024, 1, 1)]))

#: type_m_timedelta
from datetime import datetime, timedelta
class My(datetime):
    pass
m = My(2024, 1, 1)
print(type(m + timedelta(1)).__name__, m, repr(m))
