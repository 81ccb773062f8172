"""Looking at functions and classes."""

import _introspection
import types as _types

_empty = type("_empty", (), {})


class _ParameterKind(int):
    def __new__(cls, value, name):
        self = int.__new__(cls, value)
        self.name = name
        return self

    def __repr__(self):
        return "<_ParameterKind.%s: %d>" % (self.name, int(self))

    def __str__(self):
        return self.name


class Parameter:
    empty = _empty
    POSITIONAL_ONLY = _ParameterKind(0, "POSITIONAL_ONLY")
    POSITIONAL_OR_KEYWORD = _ParameterKind(1, "POSITIONAL_OR_KEYWORD")
    VAR_POSITIONAL = _ParameterKind(2, "VAR_POSITIONAL")
    KEYWORD_ONLY = _ParameterKind(3, "KEYWORD_ONLY")
    VAR_KEYWORD = _ParameterKind(4, "VAR_KEYWORD")

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        self.name = name
        self.kind = kind
        self.default = default
        self._annotation = annotation

    @property
    def annotation(self):
        return self._annotation() if callable(self._annotation) and self._annotation is not _empty else self._annotation

    def replace(self, **changes):
        return Parameter(changes.get("name", self.name), changes.get("kind", self.kind),
                         default=changes.get("default", self.default))

    def __str__(self):
        text = {2: "*", 4: "**"}.get(int(self.kind), "") + self.name
        return text if self.default is _empty else "%s=%r" % (text, self.default)

    def __repr__(self):
        return '<Parameter "%s">' % self


class BoundArguments:
    def __init__(self, signature, arguments):
        self.signature = signature
        self.arguments = arguments

    @property
    def args(self):
        values = []
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments and int(parameter.kind) < 2:
                values.append(self.arguments[name])
            elif name in self.arguments and int(parameter.kind) == 2:
                values.extend(self.arguments[name])
        return tuple(values)

    @property
    def kwargs(self):
        values = {}
        for name, parameter in self.signature.parameters.items():
            if name in self.arguments and int(parameter.kind) == 3:
                values[name] = self.arguments[name]
            elif name in self.arguments and int(parameter.kind) == 4:
                values.update(self.arguments[name])
        return values

    def apply_defaults(self):
        for name, parameter in self.signature.parameters.items():
            if name not in self.arguments:
                if parameter.default is not _empty:
                    self.arguments[name] = parameter.default
                elif int(parameter.kind) == 2:
                    self.arguments[name] = ()
                elif int(parameter.kind) == 4:
                    self.arguments[name] = {}


class Signature:
    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty):
        self.parameters = {parameter.name: parameter for parameter in parameters or []}
        self._return_annotation = return_annotation

    @property
    def return_annotation(self):
        value = self._return_annotation
        return value() if callable(value) and value is not _empty else value

    def replace(self, *, parameters=None, return_annotation=None):
        return Signature(self.parameters.values() if parameters is None else parameters)

    def bind(self, *args, **keywords):
        arguments = {}
        rest = list(args)
        for name, parameter in self.parameters.items():
            kind = int(parameter.kind)
            if kind == 2:
                if rest:
                    arguments[name] = tuple(rest)
                    rest = []
            elif kind == 4:
                if keywords:
                    arguments[name] = dict(keywords)
                    keywords = {}
            elif rest and kind < 2:
                arguments[name] = rest.pop(0)
            elif name in keywords:
                arguments[name] = keywords.pop(name)
            elif parameter.default is _empty:
                raise TypeError("missing a required argument: %r" % name)
        if rest:
            raise TypeError("too many positional arguments")
        if keywords:
            raise TypeError("got an unexpected keyword argument %r" % next(iter(keywords)))
        return BoundArguments(self, arguments)

    def __str__(self):
        return "(%s)" % ", ".join(str(parameter) for parameter in self.parameters.values())


def signature(obj, *, follow_wrapped=True):
    skip = 0
    function = obj
    if isinstance(function, _types.MethodType):
        skip = 1
        function = function.__func__
    while follow_wrapped and hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    if isinstance(function, type):
        function = function.__init__
        skip = 1
    facts = _introspection.function_facts(function)
    if facts is None:
        call = getattr(type(obj), "__call__", None)
        facts = _introspection.function_facts(call) if call is not None else None
        skip = 1
        if facts is None:
            raise ValueError("no signature found for builtin %r" % (obj,))
    annotations = {name: evaluate for name, _, evaluate in _introspection.annotations(function)}
    names = facts["names"]
    defaults = facts["defaults"]
    positional, keyword_only = facts["positional"], facts["keyword_only"]
    ordered = []
    variadic = positional + keyword_only
    parameters = []
    for index in range(positional):
        kind = Parameter.POSITIONAL_ONLY if index < facts["positional_only"] else Parameter.POSITIONAL_OR_KEYWORD
        at = index - (positional - len(defaults))
        parameters.append(Parameter(names[index], kind, default=defaults[at] if at >= 0 else _empty,
                                    annotation=annotations.get(names[index], _empty)))
    if facts["var_positional"]:
        parameters.append(Parameter(names[variadic], Parameter.VAR_POSITIONAL))
        variadic += 1
    for index in range(positional, positional + keyword_only):
        parameters.append(Parameter(names[index], Parameter.KEYWORD_ONLY,
                                    default=facts["keyword_defaults"].get(names[index], _empty),
                                    annotation=annotations.get(names[index], _empty)))
    if facts["var_keyword"]:
        parameters.append(Parameter(names[variadic], Parameter.VAR_KEYWORD))
    return Signature(parameters[skip:], return_annotation=annotations.get("return", _empty))


def isclass(object):
    return isinstance(object, type)


def isfunction(object):
    return isinstance(object, _types.FunctionType)


def ismethod(object):
    return isinstance(object, _types.MethodType)


def ismodule(object):
    return isinstance(object, _types.ModuleType)


def isbuiltin(object):
    return isinstance(object, _types.BuiltinFunctionType)


def isroutine(object):
    return isfunction(object) or ismethod(object) or isbuiltin(object)


def _kind(object, name):
    facts = _introspection.function_facts(getattr(object, "__func__", object))
    return facts is not None and facts[name]


def iscoroutinefunction(obj):
    return _kind(obj, "coroutine")


def isgeneratorfunction(obj):
    return _kind(obj, "generator")


def isasyncgenfunction(obj):
    return _kind(obj, "async_generator")


def iscoroutine(object):
    return isinstance(object, _types.CoroutineType)


def isgenerator(object):
    return isinstance(object, _types.GeneratorType)


def isawaitable(object):
    return iscoroutine(object) or hasattr(type(object), "__await__")


def isabstract(object):
    return isclass(object) and any(
        getattr(getattr(object, name, None), "__isabstractmethod__", False) for name in dir(object))


def isdatadescriptor(object):
    return hasattr(type(object), "__set__") or isinstance(object, property)


def ismethoddescriptor(object):
    return False


def getmembers(object, predicate=None):
    found = []
    for name in dir(object):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return sorted(found, key=lambda pair: pair[0])


getmembers_static = getmembers


def getdoc(object):
    return cleandoc(object.__doc__) if getattr(object, "__doc__", None) else None


def cleandoc(doc):
    from textwrap import dedent

    first, newline, rest = doc.strip("\n").partition("\n")
    return (first.strip() + newline + dedent(rest)).strip()


def getmro(cls):
    return cls.__mro__


def getmodule(object, _filename=None):
    import sys

    return sys.modules.get(getattr(object, "__module__", None))


def getfile(object):
    facts = _introspection.function_facts(object)
    if facts is not None:
        return facts["file"]
    module = object if ismodule(object) else getmodule(object)
    return module.__file__


getsourcefile = getfile


def getsource(object):
    return _introspection.unknown("`inspect.getsource`")


def unwrap(func, *, stop=None):
    while hasattr(func, "__wrapped__"):
        func = func.__wrapped__
    return func


def getattr_static(obj, attr, *default):
    return getattr(obj, attr, *default)


def currentframe():
    return _introspection.unknown("`inspect.currentframe` looks at the interpreter's own frames")


def stack(context=1):
    return _introspection.unknown("`inspect.stack` looks at the interpreter's own frames")


def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    return {name: evaluate() for name, _, evaluate in _introspection.annotations(obj)}


def getfullargspec(func):
    from collections import namedtuple

    kind = namedtuple("FullArgSpec", "args varargs varkw defaults kwonlyargs kwonlydefaults annotations")
    found = signature(func).parameters.values()
    names = [item.name for item in found if int(item.kind) < 2]
    defaults = tuple(item.default for item in found if int(item.kind) < 2 and item.default is not _empty)
    variadic = [item.name for item in found if int(item.kind) == 2]
    keywords = [item.name for item in found if int(item.kind) == 4]
    only = [item.name for item in found if int(item.kind) == 3]
    only_defaults = {item.name: item.default for item in found if int(item.kind) == 3 and item.default is not _empty}
    return kind(names, variadic[0] if variadic else None, keywords[0] if keywords else None, defaults or None, only,
                only_defaults or None, {})
