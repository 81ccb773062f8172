#: forms
import pkg
import pkg.sub.deep
import pkg.sub.deep as deep
from pkg import thing, sub
from pkg.sub import deep as d2, VALUE
from pkg.sub.deep import *
import pkg.other as po, pkg.third
print(pkg.thing, thing, deep.NAME, d2 is deep, VALUE, po.OTHER, pkg.third.T, pkg.sub is sub)
print(public, "_private" in globals(), "hidden" in globals(), pkg.__name__, deep.__name__, pkg.__file__, deep.__package__)
#@ pkg/__init__.py
print("init pkg")
from .things import thing
#@ pkg/things.py
thing = "thing"
#@ pkg/sub/__init__.py
from ..things import thing as renamed
from . import deep
VALUE = renamed + "!"
#@ pkg/sub/deep.py
__all__ = ["NAME", "public"]
NAME = __name__
public = 1
hidden = 2
_private = 3
#@ pkg/other.py
from . import third
OTHER = third.T + 1
#@ pkg/third.py
T = 5

#: cycles
import a
print(a.A, a.b.B, a.late())
from c1 import value
#@ a.py
import b
A = "A"
def late():
    return b.B + b.use()
#@ b.py
import a
B = "B"
print("A" in dir(a))
def use():
    return a.A
#@ c1.py
from c2 import other
value = 1
#@ c2.py
from c1 import value
other = 2

#: package_cycles
from models import User, Item
print(User.items, Item.user, User.__module__)
#@ models/__init__.py
from .user import User
from .item import Item
#@ models/user.py
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from .item import Item
class User:
    items = "Item"
#@ models/item.py
from models.user import User
class Item:
    user = User.__name__

#: submodule_binding
import top
import top.one
print(hasattr(top, "one"), hasattr(top, "two"))
from top import two
print(top.two is two, sorted(n for n in dir(top) if not n.startswith("__")))
try:
    from top import three
except ImportError as e:
    print(type(e).__name__, e)
try:
    import top.three
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    import top.one.deeper
except ModuleNotFoundError as e:
    print(e)
#@ top/__init__.py
#@ top/one.py
#@ top/two.py

#: namespace_packages
import ns.mod
from ns.inner import leaf
print(ns.mod.X, leaf.Y, ns.__name__)
#@ ns/mod.py
X = 1
#@ ns/inner/leaf.py
Y = 2

#: sys_path
import sys, os
here = sys.path[0]
sys.path.insert(0, os.path.join(here, "lib"))
sys.path.append(os.path.join(here, "more"))
import inlib, inmore
print(inlib.V, inmore.W)
#@ lib/inlib.py
V = "lib"
#@ more/inmore.py
W = "more"

#: module_errors
try:
    import broken
except ValueError as e:
    print("broken", e)
import sys
print("broken" in sys.modules)
try:
    import broken
except ValueError as e:
    print("again", e)
try:
    from good import nothing
except ImportError as e:
    print(e)
import good
try:
    good.nothing
except AttributeError as e:
    print(e)
#@ broken.py
print("running broken")
raise ValueError("at import")
#@ good.py
x = 1

#: module_getattr
import lazy
print(lazy.anything, lazy.real)
from lazy import other
print(other)
try:
    lazy._no
except AttributeError as e:
    print(e)
#@ lazy.py
real = 1
def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"no {name}")
    return name.upper()

#: importlib
import importlib, pkgutil
m = importlib.import_module("plug.one")
print(m.N, importlib.import_module(".two", package="plug").N)
import plug
print(sorted(name for _, name, ispkg in pkgutil.iter_modules(plug.__path__)))
print(sorted(info.name for info in pkgutil.walk_packages(plug.__path__, prefix="plug.")))
for info in pkgutil.iter_modules(plug.__path__):
    importlib.import_module(f"plug.{info.name}")
print(sorted(k for k in vars(plug) if not k.startswith("_")))
#@ plug/__init__.py
#@ plug/one.py
N = 1
#@ plug/two.py
N = 2
#@ plug/deep/__init__.py
#@ plug/deep/leaf.py

#: main_guard
import guarded
if __name__ == "__main__":
    print("main here")
#@ guarded.py
print(__name__)
if __name__ == "__main__":
    print("never")

#: relative_errors
try:
    from . import x
except ImportError as e:
    print(type(e).__name__, e)
import p.q
#@ p/__init__.py
#@ p/q.py
try:
    from ... import nothing
except ImportError as e:
    print(e)

#: star_without_all
from stars import *
print(a, sorted(k for k in globals() if k in ("a", "_b", "os", "C")))
#@ stars.py
import os
a = 1
_b = 2
class C: pass

#: function_level
def load():
    from inner import value as v
    import inner as i
    return v, i.value
print(load())
class K:
    from inner import value
    import inner
print(K.value, K.inner.value)
#@ inner.py
print("once")
value = 7

#: conditional
import json as j
try:
    import present
except ImportError:
    present = None
print(present.x, j.__name__)
#@ present.py
x = 3

#: reexport_chain
from app.db import Base, models
from app import db
print(Base.__name__, models.User.__mro__[1] is Base, db.models.User.__qualname__, [c.__name__ for c in Base.__subclasses__()])
#@ app/__init__.py
#@ app/db/__init__.py
from app.db.base import Base
from . import models
__all__ = ["Base", "models"]
#@ app/db/base.py
class Base: pass
#@ app/db/models.py
from .base import Base
class User(Base): pass
class Post(Base): pass

#: modules_of_a_class
import counted, sys
print(counted.twice, counted.absent, type(counted).__name__, counted.__name__)
from counted import thrice, other
print(thrice, other)
import counted.inner
print(counted.inner.X)
#@ counted/__init__.py
import sys, types
twice = 2
class Computed(types.ModuleType):
    def __init__(self, module):
        super().__init__(module.__name__)
        self.__dict__["_module"] = module
        self.__path__ = module.__path__
    @property
    def thrice(self):
        return 3
    def __getattr__(self, name):
        return getattr(self.__dict__["_module"], name, "no " + name)
sys.modules[__name__] = Computed(sys.modules[__name__])
#@ counted/inner.py
X = 1

#: finders_of_the_program
import importlib, importlib.util, sys, types
class Finder:
    known = {"made.of": "air"}
    def find_spec(self, fullname, path, target=None):
        if fullname in self.known:
            return importlib.util.spec_from_loader(fullname, self)
        return None
    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.value = self.known[spec.name]
        return module
    def exec_module(self, module):
        module.executed = True
import made
made.__path__ = []
sys.meta_path.append(Finder())
from made import of
print(of.value, of.executed, made.of is of, sys.modules["made.of"] is of)
try:
    import made.nothing
except ModuleNotFoundError as error:
    print(error)
sys.meta_path.pop()
#@ made.py
pass

#: specs
import pkg, pkg.mod
print(pkg.__spec__.name, pkg.__spec__.parent, pkg.mod.__spec__.name, pkg.mod.__spec__.parent)
print(pkg.lazy, "lazy" in vars(pkg))
#@ pkg/__init__.py
from importlib import import_module
def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    value = import_module("." + name, __spec__.parent).value
    globals()[name] = value
    return value
#@ pkg/mod.py
pass
#@ pkg/lazy.py
value = "late"

#: entry points
import os, sys, shapes_plug
sys.path.append(os.path.join(os.path.dirname(shapes_plug.__file__), "venv/lib/python3.11/site-packages"))
from importlib.metadata import EntryPoint, EntryPoints, entry_points
found = entry_points(group="corpus.shapes")
print(sorted(found.names), found.groups, len(found), isinstance(found, tuple))
circle = found["circle"]
print(circle, circle.module, circle.attr, circle.extras, circle.load()(2))
print([(e.name, e.value) for e in sorted(found)])
print(entry_points(group="corpus.shapes", name="square")["square"].load().__name__)
try:
    found["line"]
except KeyError as e:
    print("no", e)
print(entry_points(group="corpus.none"), [e.name for e in entry_points().get("corpus.more", [])])
print(sorted(e.name for e in entry_points().select(group="corpus.more")))
print("corpus.shapes" in entry_points(), EntryPoints([EntryPoint("a", "b:c", "d")]).select(name="a"))
from importlib.metadata import distribution, distributions
plug = distribution("shapes-plug")
print(plug.name, plug.version, len(plug.entry_points), plug.requires, circle.dist is not None, plug.read_text("none"))
print([d.metadata["Summary"] for d in distributions() if d.metadata["Name"] == "shapes-plug"])
from importlib.metadata import PackageNotFoundError, metadata, version
for ask in [version, metadata, distribution]:
    try:
        ask("shapes-that-nobody-installed")
    except PackageNotFoundError as e:
        print(ask.__name__, e, e.name, isinstance(e, ImportError))
#@ shapes_plug.py
class Circle:
    @staticmethod
    def area(r):
        return 3 * r * r
#@ shapes_more.py
#@ venv/pyvenv.cfg
include-system-site-packages = false
#@ venv/lib/python3.11/site-packages/README
nothing
#@ shapes_plug-1.0.dist-info/METADATA
Name: shapes-plug
Version: 1.0
Summary: only shapes
Requires-Dist: lines>=2
#@ shapes_plug-1.0.dist-info/entry_points.txt
[corpus.shapes]
circle = shapes_plug:Circle.area [round, thin]
# no shape
square=shapes_more

[corpus.more]
one = shapes_plug

#: a package in several folders
import sys, os
import base_of_folders
folder = os.path.dirname(base_of_folders.__file__)
sys.path.extend(os.path.join(folder, part) for part in ("one", "two", "three"))
import spread
print([os.path.basename(os.path.dirname(p)) for p in spread.__path__])
from spread import here, there
import spread.there.deep
print(here.N, there.deep.N)
try:
    import spread.nowhere
except ModuleNotFoundError as e:
    print(e)
#@ base_of_folders.py
#@ one/spread/__init__.py
__path__ = __import__("pkgutil").extend_path(__path__, __name__)
#@ one/spread/here.py
N = 1
#@ two/spread/there/__init__.py
#@ two/spread/there/deep.py
N = 2
#@ three/spread/__init__.py
raise ImportError("only the first is run")
