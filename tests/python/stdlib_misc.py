#: out_getvalue_log
import logging, io
log = logging.getLogger("a.b")
log.setLevel(logging.DEBUG)
out = io.StringIO()
h = logging.StreamHandler(out)
h.setFormatter(logging.Formatter("%(levelname)s:%(name)s:%(message)s"))
log.addHandler(h)
log.propagate = False
log.info("x %s %d", "y", 3)
log.debug("d")
log.warning("w %(k)s", {"k": 1})
log.error("no args %")
log.info("hidden")
log.log(50, "crit")
print(out.getvalue(), log.name, log.level, log.parent.name, logging.getLevelName(20), logging.getLogger("a.b") is log, log.isEnabledFor(10), logging.getLogger().name, logging.WARNING)

#: time_time_e9
import time
print(time.time() > 1e9, isinstance(time.monotonic(), float), time.gmtime(0)[:6], time.strftime("%Y", time.gmtime(0)), time.time_ns() > 10**18)

#: random_random_random
import random, secrets
print(0 <= random.random() < 1, random.randint(1, 1), random.choice([5]), len(random.sample(range(10), 3)), random.randrange(0, 10, 10), len(secrets.token_hex(4)), len(secrets.token_bytes(3)), secrets.choice("a"), isinstance(secrets.token_urlsafe(), str), secrets.compare_digest("a", "a"), len(random.choices("ab", k=3)))

#: sig_list_sig
import inspect, abc
def f(a, b=1, *args, c, d=2, **kw): "doc"
sig = inspect.signature(f)
print(sig, list(sig.parameters), sig.parameters["b"].default, sig.parameters["a"].default is inspect.Parameter.empty, sig.parameters["c"].kind == inspect.Parameter.KEYWORD_ONLY, inspect.isfunction(f), inspect.isclass(int), inspect.getdoc(f), sig.bind(1, c=3).arguments, inspect.ismodule(abc))

#: inspect_signature_k
import inspect
class K:
    def m(self, x): pass
    async def co(self): pass
print(inspect.signature(K().m), inspect.ismethod(K().m), inspect.iscoroutinefunction(K.co), [n for n, v in inspect.getmembers(K, inspect.isfunction)], inspect.getmro(K)[0].__name__)

#: asyncio_run_main
import asyncio
async def one(x):
    await asyncio.sleep(0)
    return x * 2
async def main():
    r = await asyncio.gather(one(1), one(2)); t = asyncio.create_task(one(5)); q = asyncio.Queue(); await q.put(1)
    async with asyncio.Lock(): pass
    return r, await t, await asyncio.wait_for(one(3), 1), await q.get()
print(asyncio.run(main()), asyncio.new_event_loop().run_until_complete(one(4)))

#: asyncio_run_use
import asyncio
async def agen():
    for i in range(3): yield i
async def use(): return [x async for x in agen()]
print(asyncio.run(use()))

#: asyncio_run_acm
import asyncio
class ACM:
    async def __aenter__(self): return "in"
    async def __aexit__(self, *a): return True
async def acm():
    async with ACM() as v: raise ValueError(v)
    return "after"
print(asyncio.run(acm()))

#: res_threading_current_thread
import threading
res = []
print(res, threading.current_thread().name)

#: l_l_locked
import threading
l = threading.Lock()
with l: print(l.locked())

#: loc_x
import threading
l = threading.Lock()
with l: print(l.locked())
loc = threading.local()
loc.x = 1
print(loc.x)

#: raise_valueerror_tb
import threading, traceback
l = threading.Lock()
with l: print(l.locked())
try: raise ValueError("tb")
except ValueError as e: print(traceback.format_exception_only(type(e), e), "ValueError: tb" in traceback.format_exc())

#: shlex_split_a
import threading, shlex
l = threading.Lock()
with l: print(l.locked())
print(shlex.split("a 'b c' \"d e\" f\\ g"), shlex.quote("a b"), shlex.join(["a", "b c"]))

#: list_csv_reader
import threading, csv, io
l = threading.Lock()
with l: print(l.locked())
print(list(csv.reader(io.StringIO('a,b\n1,"x, ""y"""\n'))), list(csv.DictReader(io.StringIO("n,v\na,1\nb,2"))), list(csv.reader(["a;b"], delimiter=";")))

#: o_getvalue
import threading, io
l = threading.Lock()
with l: print(l.locked())
o = io.StringIO()
print(repr(o.getvalue()))

#: cp_sections_cp
import threading, configparser
l = threading.Lock()
with l: print(l.locked())
cp = configparser.ConfigParser()
cp.read_string("[DEFAULT]\nd = 1\n[s]\nA = x\nb: %(a)s/y\nn = 5\nflag = yes\nmulti = l1\n  l2\n")
print(cp.sections(), cp["s"]["a"], cp.get("s", "b"), cp.getint("s", "n"), cp.getboolean("s", "flag"), cp["s"]["d"], cp.has_option("s", "zz"), cp.get("s", "zz", fallback="fb"), dict(cp["s"])["multi"], "s" in cp, cp.options("s"))

#: decimal_decimal_decimal
import threading
from decimal import Decimal, ROUND_HALF_UP
l = threading.Lock()
with l: print(l.locked())
print(Decimal("1.10") + Decimal("2.2"), Decimal(1) / 3, Decimal("1.005").quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), Decimal("10") ** 3, Decimal("1E+3"), Decimal("0.00001"), repr(Decimal("5")), Decimal("2.50") == Decimal("2.5"), Decimal(0.5), Decimal("-3.7") // 1, Decimal("7") % 3, int(Decimal("3.9")), float(Decimal("1.5")), f"{Decimal('1234.567'):,.2f}", Decimal("1.50").normalize(), sorted([Decimal(2), Decimal("1.5")]), hash(Decimal(1)) == hash(1), Decimal("3") > 2.5, abs(Decimal("-1")), -Decimal("1.0"), Decimal("0.1") * 3, Decimal("100").as_tuple(), max(Decimal(1), Decimal(2)), round(Decimal("2.675"), 2), Decimal("1") == 1, sum([Decimal("0.1")] * 3), Decimal("NaN").is_nan(), Decimal("2").sqrt(), Decimal(2**70))

#: statistics_mean_statistics
import threading, statistics, numbers
l = threading.Lock()
with l: print(l.locked())
print(statistics.mean([1, 2, 3]), statistics.median([3, 1, 2]), statistics.mode("aab"), statistics.pstdev([1, 1]), isinstance(1, numbers.Integral), isinstance(1.0, numbers.Real), isinstance("a", numbers.Number))

#: v_get
import threading, contextvars
l = threading.Lock()
with l: print(l.locked())
v = contextvars.ContextVar("v", default=1)
print(v.get())

#: v_get_2
import threading, contextvars
l = threading.Lock()
with l: print(l.locked())
v = contextvars.ContextVar("v", default=1)
tok = v.set(2)
v.reset(tok)
print(v.get())

#: heapq_heappop_hp
import threading, weakref, heapq, bisect, ast, html, keyword
class K:
    def m(self, x): pass
    async def co(self): pass
l = threading.Lock()
with l: print(l.locked())
hp = [3, 1, 2]
heapq.heapify(hp)
print(heapq.heappop(hp), heapq.nlargest(2, [1, 5, 3]), bisect.bisect([1, 2, 3], 2), ast.literal_eval("{'a': [1, -2.5, (None, True)]}"), html.escape("<a&'>"), keyword.iskeyword("for"), weakref.ref(K)() is K)

#: m_join_a
import threading, importlib, types, abc
def f(a, b=1, *args, c, d=2, **kw): "doc"
l = threading.Lock()
with l: print(l.locked())
m = importlib.import_module("os.path")
print(m.join("a", "b"), importlib.import_module("collections.abc").Mapping.__name__, types.SimpleNamespace(a=1), types.SimpleNamespace(a=1) == types.SimpleNamespace(a=1), types.MappingProxyType({"a": 1})["a"], isinstance(f, types.FunctionType), isinstance(len, types.BuiltinFunctionType), isinstance(abc, types.ModuleType))

#: up_quote_a
import threading, urllib.parse as up
l = threading.Lock()
with l: print(l.locked())
print(up.quote("a b/c?é"), up.quote_plus("a b&c/"), up.unquote("a%20b%C3%A9"), up.unquote_plus("a+b"), up.urlencode({"a": 1, "b": "x y"}), up.urlencode([("a", [1, 2])], doseq=True), up.urljoin("http://h/a/b", "../c"), up.parse_qs("a=1&a=2&b="), up.parse_qsl("x=1&y=%20"), up.quote("p@ss/w", safe=""))

#: r_r_scheme
import threading, urllib.parse as up
l = threading.Lock()
with l: print(l.locked())
r = up.urlparse("postgresql+asyncpg://us%40er:p@ss@Host:5432/db?ssl=1#f")
print(r, r.scheme, r.netloc, r.username, r.password, r.hostname, r.port, r.path, r.query, r.geturl(), r._replace(path="/x").geturl(), up.urlsplit("//h/p").netloc, up.urlunparse(("http", "h", "/p", "", "q", "")))

#: d_d_utcoffset
import threading, zoneinfo, datetime
l = threading.Lock()
with l: print(l.locked())
z = zoneinfo.ZoneInfo("Europe/Berlin")
d = datetime.datetime(2024, 7, 1, 12, tzinfo=z)
print(d, d.utcoffset(), d.tzname(), d.astimezone(datetime.timezone.utc), datetime.datetime(2024, 1, 1, tzinfo=z).isoformat(), z, repr(z), datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc).astimezone(zoneinfo.ZoneInfo("America/New_York")))

#: concurrent_futures_threadpoolexecutor
import threading, concurrent.futures
l = threading.Lock()
with l: print(l.locked())
with concurrent.futures.ThreadPoolExecutor() as ex: print(ex.submit(pow, 2, 3).result(), list(ex.map(abs, [-1])))

#: q_get_q
import threading, queue, http, concurrent.futures
l = threading.Lock()
with l: print(l.locked())
with concurrent.futures.ThreadPoolExecutor() as ex: print(ex.submit(pow, 2, 3).result(), list(ex.map(abs, [-1])))
q = queue.Queue()
q.put(1)
print(q.get(), q.empty(), http.HTTPStatus.OK, http.HTTPStatus.NOT_FOUND.phrase, http.HTTPStatus(404).value)

#: impl_m_issubclass
import threading, abc, concurrent.futures
l = threading.Lock()
with l: print(l.locked())
with concurrent.futures.ThreadPoolExecutor() as ex: print(ex.submit(pow, 2, 3).result(), list(ex.map(abs, [-1])))
class AB(abc.ABC):
    @abc.abstractmethod
    def m(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
class Impl(AB):
    def m(self): return 1
    p = 2
print(Impl().m(), issubclass(Impl, AB), AB.__abstractmethods__ if False else "-")

#: ab_except_typeerror
import threading, abc, concurrent.futures
l = threading.Lock()
with l: print(l.locked())
with concurrent.futures.ThreadPoolExecutor() as ex: print(ex.submit(pow, 2, 3).result(), list(ex.map(abs, [-1])))
class AB(abc.ABC):
    @abc.abstractmethod
    def m(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
try: AB()
except TypeError as e: print("abstract" in str(e))

#: isinstance_ab_issubclass
import threading, abc, concurrent.futures
l = threading.Lock()
with l: print(l.locked())
with concurrent.futures.ThreadPoolExecutor() as ex: print(ex.submit(pow, 2, 3).result(), list(ex.map(abs, [-1])))
class AB(abc.ABC):
    @abc.abstractmethod
    def m(self): ...
    @property
    @abc.abstractmethod
    def p(self): ...
AB.register(int)
print(isinstance(5, AB), issubclass(int, AB))

#: file_system_encoding
import sys
print(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())
#: logging_dictconfig
import logging, logging.config
logging.config.dictConfig({
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "task": {"class": "logging.StreamHandler", "level": "WARNING"},
        "quiet": {"class": "logging.NullHandler"},
    },
    "loggers": {"shop.task": {"handlers": ["task"], "level": "INFO", "propagate": False}},
    "root": {"handlers": ["quiet"], "level": "ERROR"},
})
log = logging.getLogger("shop.task")
print([h.name for h in log.handlers], log.level, log.propagate, log.handlers[0].level)
print([h.get_name() for h in logging.getLogger().handlers], logging.getLogger().level, isinstance(log.handlers[0], logging.Handler))
#: contextvars_copy_context
import contextvars
a = contextvars.ContextVar("a")
b = contextvars.ContextVar("b", default=7)
a.set(1)
context = contextvars.copy_context()
token = a.set(2)
print([v.name for v in context if v in (a, b)], context[a], b in context, context.get(b), a.get(), b.get())
a.reset(token)
print([(v.name, value) for v, value in contextvars.copy_context().items() if v is a])
