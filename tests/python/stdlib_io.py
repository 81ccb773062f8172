import io, os, os.path, sys, pathlib, copy, textwrap, string, base64, binascii, hashlib, hmac, uuid, glob, fnmatch
from pathlib import Path, PurePosixPath
s = io.StringIO("a\nb\nc"); print(s.read(1), s.readline(), s.readlines(), s.read(), s.getvalue()); s = io.StringIO(); s.write("x"); print("y", file=s); print(repr(s.getvalue()), s.tell())
b = io.BytesIO(b"abc"); print(b.read(2), b.read(), b.getvalue()); b.seek(0); print(list(io.StringIO("1\n2")), b.read())
here = os.path.dirname(os.path.abspath(__file__))
with open(__file__) as f:
    first = f.readline(); rest = f.read()
print(first.startswith("import io"), len(rest) > 100, f.closed, os.path.exists(__file__), os.path.isfile(here), os.path.isdir(here))
with open(os.path.join(here, "stdlib_io.py"), "rb") as f: print(type(f.read()).__name__)
print(os.path.join("a", "b", "/c", "d"), os.path.split("/a/b.txt"), os.path.splitext("x.tar.gz"), os.path.basename("/a/b/"), os.path.dirname("/a/b"), os.path.normpath("a/../b//c/."), os.path.isabs("/x"), os.path.relpath("/a/b", "/a/c"), os.path.commonprefix(["abc", "abd"]), os.path.expandvars("$HOME_NOT_SET/x"), os.path.splitext(".bashrc"), os.path.commonpath(["/a/b", "/a/c"]))
print(os.environ.get("NOT_SET_X"), os.getenv("NOT_SET_X", "d"), os.sep, os.name, os.linesep == "\n", "stdlib_io.py" in os.listdir(here)); os.environ["MADE"] = "1"; print(os.getenv("MADE"), os.environ["MADE"], "MADE" in os.environ, os.environ.pop("MADE"), os.fspath(Path("a")))
p = Path("/a/b/c.tar.gz"); print(p, repr(p), p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parents[1], p.parts, p / "x", p.with_suffix(".txt"), p.with_name("z"), p.is_absolute(), p.relative_to("/a"), p.as_posix(), p == Path("/a/b/c.tar.gz"), Path("a") / "b" / "../c", Path("a//b/./c"), Path(), str(Path(".")), "x" / Path("y"), Path("a", "b"), p.joinpath("q", "r"), p.is_relative_to("/a"), Path("/"), sorted([Path("b"), Path("a")]), p.match("*.gz"), p.anchor, Path("a.b").with_stem("q"), hash(Path("a")) == hash(Path("a")))
me = Path(__file__).resolve(); print(me.exists(), me.is_file(), me.parent.is_dir(), me.read_text().startswith("import io"), me.name, [x.name for x in me.parent.glob("stdlib_io*.py")], me.parent.joinpath("nope").exists(), len(list(me.parent.iterdir())) > 3, Path.cwd().is_absolute(), [x.name for x in me.parent.parent.rglob("stdlib_io.py")], isinstance(me, PurePosixPath), [x.name for x in me.parent.glob("**/stdlib_io.py")])
for bad in (lambda: open("/nope/x"), lambda: Path("/nope").read_text(), lambda: os.environ["NOPE_NOPE"], lambda: os.listdir("/nope"), lambda: p.relative_to("/z"), lambda: open("/"), lambda: uuid.UUID("x"), lambda: base64.b64decode("a"), lambda: os.path.join(1), lambda: binascii.unhexlify("abc")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(textwrap.dedent("""
    a
      b
    c
"""), textwrap.indent("a\nb", "> "), textwrap.wrap("the quick brown fox jumps", 10), textwrap.fill("aa bb cc", 5), textwrap.shorten("hello big world", 12))
print(string.ascii_letters, string.digits, string.Template("$a ${b} $$").substitute(a=1, b=2), string.Template("$a $zz").safe_substitute(a=1), string.capwords("hello world"), string.punctuation)
print(base64.b64encode(b"hello?>"), base64.b64decode("aGVsbG8="), base64.urlsafe_b64encode(b"\xff\xfe\xfd"), base64.urlsafe_b64decode(b"__79"), base64.b32encode(b"hi"), base64.b32decode("NBUQ===="), base64.b16encode(b"hi"), binascii.hexlify(b"hi"), binascii.unhexlify("6869"), binascii.crc32(b"hello"))
print(hashlib.md5(b"a").hexdigest(), hashlib.sha1(b"a").hexdigest(), hashlib.sha256("é".encode()).hexdigest(), hashlib.sha512(b"").hexdigest()[:20], hashlib.new("sha256", b"x").digest()[:4], hmac.new(b"k", b"m", hashlib.sha256).hexdigest(), hmac.compare_digest("a", "a")); h = hashlib.sha256(); h.update(b"a"); h.update(b"b"); print(h.hexdigest() == hashlib.sha256(b"ab").hexdigest(), h.name, h.digest_size)
u = uuid.UUID("12345678-1234-5678-1234-567812345678"); print(u, repr(u), u.hex, u.int, u.version, u.variant, u == uuid.UUID(int=u.int), uuid.UUID(bytes=u.bytes) == u, uuid.uuid5(uuid.NAMESPACE_DNS, "example.com"), uuid.uuid3(uuid.NAMESPACE_URL, "x"), uuid.uuid4().version, len(str(uuid.uuid4())), uuid.uuid4() != uuid.uuid4(), uuid.uuid1().version, u.urn, u.fields, str(uuid.UUID("{12345678123456781234567812345678}")), {u: 1}[u], u < uuid.UUID(int=2**127), isinstance(u, uuid.UUID), u.bytes_le.hex())
a = [1, [2, {"k": [3]}]]; c1 = copy.copy(a); c2 = copy.deepcopy(a); a[1][1]["k"].append(4); print(c1, c2, copy.copy({"a": 1}), copy.deepcopy((1, [2])))
class X:
    def __init__(self): self.v = [1]
x = X(); y = copy.copy(x); z = copy.deepcopy(x); x.v.append(2); print(y.v, z.v, type(z).__name__)
print(fnmatch.fnmatch("a.py", "*.py"), fnmatch.filter(["a.py", "b.txt"], "*.py"), [os.path.basename(g) for g in glob.glob(os.path.join(here, "stdlib_i[o].py"))])
print(sys.version_info >= (3, 8), sys.version_info[:2], sys.version_info.major, sys.platform, sys.maxsize, "os" in sys.modules, sys.argv is not None, isinstance(sys.path, list), sys.byteorder)
sys.stdout.write("written\n"); print("to stdout", file=sys.stdout); print("a", "b", sep="", end="!\n"); print(io.StringIO("a,b").read().split(","), flush=True)
try:
    sys.exit(3)
except SystemExit as e:
    print("exit", e.code)
