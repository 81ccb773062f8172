#: s_read_s
import io
s = io.StringIO("a\nb\nc")
print(s.read(1), s.readline(), s.readlines(), s.read(), s.getvalue())

#: y_file_s
import io
s = io.StringIO("a\nb\nc")
s = io.StringIO()
s.write("x")
print("y", file=s)

#: s_getvalue_s
import io
s = io.StringIO("a\nb\nc")
s = io.StringIO()
s.write("x")
print(repr(s.getvalue()), s.tell())

#: b_read_b
import io
b = io.BytesIO(b"abc")
print(b.read(2), b.read(), b.getvalue())

#: list_io_stringio
import io
b = io.BytesIO(b"abc")
b.seek(0)
print(list(io.StringIO("1\n2")), b.read())

#: os_path_join
import os, os.path
print(os.path.join("a", "b", "/c", "d"), os.path.split("/a/b.txt"), os.path.splitext("x.tar.gz"), os.path.basename("/a/b/"), os.path.dirname("/a/b"), os.path.normpath("a/../b//c/."), os.path.isabs("/x"), os.path.relpath("/a/b", "/a/c"), os.path.commonprefix(["abc", "abd"]), os.path.expandvars("$HOME_NOT_SET/x"), os.path.splitext(".bashrc"), os.path.commonpath(["/a/b", "/a/c"]))

#: os_environ_get
import os, os.path
print(os.environ.get("NOT_SET_X"), os.getenv("NOT_SET_X", "d"), os.sep, os.name, os.linesep == "\n")

#: os_getenv_made
import os, os.path
from pathlib import Path
os.environ["MADE"] = "1"
print(os.getenv("MADE"), os.environ["MADE"], "MADE" in os.environ, os.environ.pop("MADE"), os.fspath(Path("a")))

#: p_p_p
from pathlib import Path
p = Path("/a/b/c.tar.gz")
print(p, repr(p), p.name, p.stem, p.suffix, p.suffixes, p.parent, p.parents[1], p.parts, p / "x", p.with_suffix(".txt"), p.with_name("z"), p.is_absolute(), p.relative_to("/a"), p.as_posix(), p == Path("/a/b/c.tar.gz"), Path("a") / "b" / "../c", Path("a//b/./c"), Path(), str(Path(".")), "x" / Path("y"), Path("a", "b"), p.joinpath("q", "r"), p.is_relative_to("/a"), Path("/"), sorted([Path("b"), Path("a")]), p.match("*.gz"), p.anchor, Path("a.b").with_stem("q"), hash(Path("a")) == hash(Path("a")))

#: errors
import os, os.path, base64, binascii, uuid
from pathlib import Path
os.environ["MADE"] = "1"
p = Path("/a/b/c.tar.gz")
for bad in (lambda: open("/nope/x"), lambda: Path("/nope").read_text(), lambda: os.environ["NOPE_NOPE"], lambda: os.listdir("/nope"), lambda: p.relative_to("/z"), lambda: open("/"), lambda: uuid.UUID("x"), lambda: base64.b64decode("a"), lambda: os.path.join(1), lambda: binascii.unhexlify("abc")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: textwrap_dedent_a
import textwrap
print(textwrap.dedent("""
    a
      b
    c
"""), textwrap.indent("a\nb", "> "), textwrap.wrap("the quick brown fox jumps", 10), textwrap.fill("aa bb cc", 5), textwrap.shorten("hello big world", 12))

#: string_ascii_letters_string
import string
print(string.ascii_letters, string.digits, string.Template("$a ${b} $$").substitute(a=1, b=2), string.Template("$a $zz").safe_substitute(a=1), string.capwords("hello world"), string.punctuation)

#: base64_b64encode_b
import base64, binascii
print(base64.b64encode(b"hello?>"), base64.b64decode("aGVsbG8="), base64.urlsafe_b64encode(b"\xff\xfe\xfd"), base64.urlsafe_b64decode(b"__79"), base64.b32encode(b"hi"), base64.b32decode("NBUQ===="), base64.b16encode(b"hi"), binascii.hexlify(b"hi"), binascii.unhexlify("6869"), binascii.crc32(b"hello"))

#: hashlib_md5_b
import hashlib, hmac
print(hashlib.md5(b"a").hexdigest(), hashlib.sha1(b"a").hexdigest(), hashlib.sha256("é".encode()).hexdigest(), hashlib.sha512(b"").hexdigest()[:20], hashlib.new("sha256", b"x").digest()[:4], hmac.new(b"k", b"m", hashlib.sha256).hexdigest(), hmac.compare_digest("a", "a"))

#: h_hexdigest_hashlib
import hashlib
h = hashlib.sha256()
h.update(b"a")
h.update(b"b")
print(h.hexdigest() == hashlib.sha256(b"ab").hexdigest(), h.name, h.digest_size)

#: u_u_u
import uuid
u = uuid.UUID("12345678-1234-5678-1234-567812345678")
print(u, repr(u), u.hex, u.int, u.version, u.variant, u == uuid.UUID(int=u.int), uuid.UUID(bytes=u.bytes) == u, uuid.uuid5(uuid.NAMESPACE_DNS, "example.com"), uuid.uuid3(uuid.NAMESPACE_URL, "x"), uuid.uuid4().version, len(str(uuid.uuid4())), uuid.uuid4() != uuid.uuid4(), uuid.uuid1().version, u.urn, u.fields, str(uuid.UUID("{12345678123456781234567812345678}")), {u: 1}[u], u < uuid.UUID(int=2**127), isinstance(u, uuid.UUID), u.bytes_le.hex())

#: c1_c2_copy
import copy
a = [1, [2, {"k": [3]}]]
c1 = copy.copy(a)
c2 = copy.deepcopy(a)
print(c1, c2, copy.copy({"a": 1}), copy.deepcopy((1, [2])))

#: y_v_z
import copy
class X:
    def __init__(self): self.v = [1]
x = X()
y = copy.copy(x)
z = copy.deepcopy(x)
print(y.v, z.v, type(z).__name__)

#: fnmatch_fnmatch_a
import fnmatch
print(fnmatch.fnmatch("a.py", "*.py"), fnmatch.filter(["a.py", "b.txt"], "*.py"))

#: sys_version_info_sys
import sys
print(sys.version_info >= (3, 8), sys.version_info[:2], sys.version_info.major, sys.platform, sys.maxsize, sys.argv is not None, isinstance(sys.path, list), sys.byteorder)

#: to_stdout_file
import sys
sys.stdout.write("written\n")
print("to stdout", file=sys.stdout)

#: a_b_sep
print("a", "b", sep="", end="!\n")

#: io_stringio_a
import io
print(io.StringIO("a,b").read().split(","), flush=True)

#: sys_exit_except
import sys
sys.stdout.write("written\n")
try:
    sys.exit(3)
except SystemExit as e:
    print("exit", e.code)

#: files
import glob, os, sys
from pathlib import Path
folder = sys.path[0]
with open(os.path.join(folder, "data", "one.txt")) as file:
    print(repr(file.readline()), repr(file.read()), file.closed)
print(file.closed, [line.strip() for line in open(os.path.join(folder, "data/one.txt"))])
with open(os.path.join(folder, "data", "one.txt"), "rb") as file:
    print(file.read())
print(sorted(os.listdir(os.path.join(folder, "data"))), os.path.isfile(os.path.join(folder, "data")), os.path.isdir(os.path.join(folder, "data")), os.path.exists(os.path.join(folder, "nope")))
data = Path(folder) / "data"
print(data.exists(), data.is_dir(), sorted(p.name for p in data.iterdir()), sorted(p.name for p in data.glob("*.txt")), sorted(p.name for p in data.rglob("*.txt")), (data / "one.txt").read_text(), (data / "sub/two.txt").read_bytes(), data.joinpath("sub").parent == data)
print(sorted(os.path.basename(path) for path in glob.glob(os.path.join(folder, "data", "*.txt"))), sorted(os.path.basename(path) for path in glob.glob(os.path.join(folder, "**", "*.txt"), recursive=True)))
print([(os.path.basename(top), sorted(folders), sorted(files)) for top, folders, files in os.walk(os.path.join(folder, "data"))], os.path.getsize(os.path.join(folder, "data/one.txt")))
#@ data/one.txt
first
second
#@ data/sub/two.txt
two

#: classes_of_files
import io, typing
class Binary(io.BufferedWriter):
    pass
class Text(io.TextIOWrapper):
    pass
print(issubclass(Binary, io.BufferedIOBase), issubclass(Text, io.TextIOBase), issubclass(io.BufferedRandom, io.IOBase), issubclass(io.FileIO, io.RawIOBase))
