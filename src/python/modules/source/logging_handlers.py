"""Handlers that would write files or send messages: theirs go with the output of the run."""

from logging import FileHandler, Handler, StreamHandler


class BaseRotatingHandler(FileHandler):
    pass


class RotatingFileHandler(FileHandler):
    def __init__(self, filename, *args, **keywords):
        FileHandler.__init__(self, filename)


class TimedRotatingFileHandler(RotatingFileHandler):
    pass


class WatchedFileHandler(RotatingFileHandler):
    pass


class _Silent(Handler):
    def __init__(self, *args, **keywords):
        Handler.__init__(self)

    def emit(self, record):
        pass


class SocketHandler(_Silent):
    pass


class SysLogHandler(_Silent):
    pass


class SMTPHandler(_Silent):
    pass


class HTTPHandler(_Silent):
    pass


class QueueHandler(_Silent):
    pass


class QueueListener:
    def __init__(self, queue, *handlers, respect_handler_level=False):
        pass

    def start(self):
        pass

    def stop(self):
        pass


class MemoryHandler(_Silent):
    pass
