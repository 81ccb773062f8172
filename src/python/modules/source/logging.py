"""Loggers: what they say is kept with the output of the run."""

import _introspection
import string as _string
import sys as _sys
import time as _time

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0
_names = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
_levels = {"CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARN": 30, "WARNING": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}
BASIC_FORMAT = "%(levelname)s:%(name)s:%(message)s"
raiseExceptions = False
lastResort = None


def getLevelName(level):
    return _names.get(level, _levels.get(level, "Level %s" % level))


def getLevelNamesMapping():
    return dict(_levels)


def addLevelName(level, levelName):
    _names[level] = levelName
    _levels[levelName] = level


def _check_level(level):
    if _introspection.is_unknown(level):
        return NOTSET
    if isinstance(level, int):
        return level
    if level not in _levels:
        raise ValueError("Unknown level: %r" % (level,))
    return _levels[level]


class LogRecord:
    def __init__(self, name, level, pathname="", lineno=0, msg="", args=(), exc_info=None, func=None, sinfo=None,
                 **extra):
        self.name = name
        self.levelno = level
        self.levelname = getLevelName(level)
        self.pathname = pathname
        self.filename = pathname
        self.module = name
        self.lineno = lineno
        self.funcName = func
        self.msg = msg
        self.args = args[0] if len(args) == 1 and isinstance(args[0], dict) and args[0] else args
        self.exc_info = exc_info
        self.exc_text = None
        self.created = _time.time()
        self.msecs = 0
        self.process = 4242
        self.thread = 1
        self.threadName = "MainThread"

    def getMessage(self):
        text = str(self.msg)
        return text % self.args if self.args else text


class Formatter:
    default_time_format = "%Y-%m-%d %H:%M:%S"

    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        self._fmt = fmt or "%(message)s"
        self.datefmt = datefmt
        self._style = style

    def formatTime(self, record, datefmt=None):
        return _time.strftime(datefmt or self.default_time_format, _time.gmtime(record.created))

    def formatException(self, exc_info):
        return repr(exc_info)

    def format(self, record):
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        values = record.__dict__
        if self._style == "{":
            return self._fmt.format(**values)
        if self._style == "$":
            return _string.Template(self._fmt).safe_substitute(values)
        return self._fmt % dict(values)


class Filter:
    def __init__(self, name=""):
        self.name = name

    def filter(self, record):
        return not self.name or record.name == self.name or record.name.startswith(self.name + ".")


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)

    def filter(self, record):
        for item in self.filters:
            if not (item.filter(record) if hasattr(item, "filter") else item(record)):
                return False
        return True


class Handler(Filterer):
    def __init__(self, level=NOTSET):
        Filterer.__init__(self)
        self.level = _check_level(level)
        self.formatter = None
        self.name = None

    def setLevel(self, level):
        self.level = _check_level(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    def format(self, record):
        return (self.formatter or Formatter()).format(record)

    def emit(self, record):
        raise NotImplementedError("emit must be implemented by Handler subclasses")

    def handle(self, record):
        if self.filter(record):
            self.emit(record)

    def handleError(self, record):
        pass

    def acquire(self):
        pass

    def release(self):
        pass

    def flush(self):
        pass

    def close(self):
        pass

    def get_name(self):
        return self.name

    def set_name(self, name):
        self.name = name


class StreamHandler(Handler):
    terminator = "\n"

    def __init__(self, stream=None):
        Handler.__init__(self)
        self.stream = _sys.stderr if stream is None else stream

    def emit(self, record):
        self.stream.write(self.format(record) + self.terminator)

    def setStream(self, stream):
        self.stream = stream


class FileHandler(StreamHandler):
    """Its file is never written: what is said goes with the output of the run."""

    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        StreamHandler.__init__(self)
        self.baseFilename = str(filename)


class NullHandler(Handler):
    def handle(self, record):
        pass

    def emit(self, record):
        pass


class _ConfiguredHandlers(list):
    pass


class Logger(Filterer):
    def __init__(self, name, level=NOTSET):
        Filterer.__init__(self)
        self.name = name
        self.level = _check_level(level)
        self.parent = None
        self.propagate = True
        self.handlers = []
        self.disabled = False
        self.manager = None

    def setLevel(self, level):
        self.level = _check_level(level)

    def getEffectiveLevel(self):
        logger = self
        while logger is not None:
            if logger.level:
                return logger.level
            logger = logger.parent
        return NOTSET

    def isEnabledFor(self, level):
        return not self.disabled and level > _disabled[0] and level >= self.getEffectiveLevel()

    def getChild(self, suffix):
        return getLogger(suffix if self is root else self.name + "." + suffix)

    def addHandler(self, hdlr):
        if not _introspection.is_unknown(hdlr) and hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        logger = self
        while logger is not None:
            if logger.handlers:
                return True
            logger = logger.parent if logger.propagate else None
        return False

    def handle(self, record):
        if self.disabled or not self.filter(record):
            return
        found = False
        logger = self
        while logger is not None:
            for handler in logger.handlers:
                found = True
                if record.levelno >= handler.level:
                    handler.handle(record)
            logger = logger.parent if logger.propagate else None
        if not found and record.levelno >= WARNING:
            _sys.stderr.write(record.getMessage() + "\n")

    def _log(self, level, msg, args, exc_info=None, extra=None, stack_info=False, stacklevel=1):
        if any(_introspection.is_unknown(value) for value in args) or _introspection.is_unknown(msg):
            return
        record = LogRecord(self.name, level, msg=msg, args=args, exc_info=exc_info)
        for key, value in (extra or {}).items():
            setattr(record, key, value)
        self.handle(record)

    def log(self, level, msg, *args, **keywords):
        if self.isEnabledFor(level):
            self._log(level, msg, args, **keywords)

    def debug(self, msg, *args, **keywords):
        self.log(DEBUG, msg, *args, **keywords)

    def info(self, msg, *args, **keywords):
        self.log(INFO, msg, *args, **keywords)

    def warning(self, msg, *args, **keywords):
        self.log(WARNING, msg, *args, **keywords)

    warn = warning

    def error(self, msg, *args, **keywords):
        self.log(ERROR, msg, *args, **keywords)

    def exception(self, msg, *args, **keywords):
        self.log(ERROR, msg, *args, **keywords)

    def critical(self, msg, *args, **keywords):
        self.log(CRITICAL, msg, *args, **keywords)

    fatal = critical

    def __repr__(self):
        return "<Logger %s (%s)>" % (self.name, getLevelName(self.getEffectiveLevel()))


class RootLogger(Logger):
    def __init__(self, level):
        Logger.__init__(self, "root", level)


class LoggerAdapter:
    def __init__(self, logger, extra=None):
        self.logger = logger
        self.extra = extra

    def process(self, msg, kwargs):
        kwargs["extra"] = self.extra
        return msg, kwargs

    def log(self, level, msg, *args, **keywords):
        msg, keywords = self.process(msg, keywords)
        self.logger.log(level, msg, *args, **keywords)

    def debug(self, msg, *args, **keywords):
        self.log(DEBUG, msg, *args, **keywords)

    def info(self, msg, *args, **keywords):
        self.log(INFO, msg, *args, **keywords)

    def warning(self, msg, *args, **keywords):
        self.log(WARNING, msg, *args, **keywords)

    def error(self, msg, *args, **keywords):
        self.log(ERROR, msg, *args, **keywords)

    exception = error

    def critical(self, msg, *args, **keywords):
        self.log(CRITICAL, msg, *args, **keywords)


class Manager:
    def __init__(self, rootnode):
        self.root = rootnode
        self.disable = 0
        self.loggerDict = {}


_disabled = [0]
_logger_class = [Logger]
root = RootLogger(WARNING)
Logger.root = root
Logger.manager = Manager(root)


def getLogger(name=None):
    if not name or name == "root":
        return root
    known = Logger.manager.loggerDict
    if name not in known:
        logger = known[name] = _logger_class[0](name)
        above = name
        while "." in above and logger.parent is None:
            above = above.rpartition(".")[0]
            logger.parent = known.get(above)
        logger.parent = logger.parent or root
        for other, below in known.items():
            if other.startswith(name + ".") and (below.parent is root or name.startswith(below.parent.name + ".")):
                below.parent = logger
    return known[name]


def getLoggerClass():
    return _logger_class[0]


def setLoggerClass(klass):
    _logger_class[0] = klass


def getLogRecordFactory():
    return LogRecord


def setLogRecordFactory(factory):
    pass


def makeLogRecord(values):
    record = LogRecord("", NOTSET)
    record.__dict__.update(values)
    return record


def basicConfig(*, filename=None, filemode="a", format=None, datefmt=None, style="%", level=None, stream=None,
                handlers=None, force=False, encoding=None, errors=None):
    if force:
        root.handlers.clear()
    if not root.handlers:
        for handler in handlers or [StreamHandler(stream)]:
            if _introspection.is_unknown(handler):
                continue
            if handler.formatter is None:
                handler.setFormatter(Formatter(format or BASIC_FORMAT, datefmt, style))
            root.addHandler(handler)
    if not _introspection.is_unknown(level) and level is not None:
        root.setLevel(level)


def disable(level=CRITICAL):
    _disabled[0] = level


def captureWarnings(capture):
    pass


def shutdown(handlerList=None):
    pass


def log(level, msg, *args, **keywords):
    root.log(level, msg, *args, **keywords)


def debug(msg, *args, **keywords):
    root.debug(msg, *args, **keywords)


def info(msg, *args, **keywords):
    root.info(msg, *args, **keywords)


def warning(msg, *args, **keywords):
    root.warning(msg, *args, **keywords)


warn = warning


def error(msg, *args, **keywords):
    root.error(msg, *args, **keywords)


def exception(msg, *args, **keywords):
    root.error(msg, *args, **keywords)


def critical(msg, *args, **keywords):
    root.critical(msg, *args, **keywords)


fatal = critical
