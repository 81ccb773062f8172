"""Configurations of logging have no effect here: messages are kept with the output."""


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    pass


def dictConfig(config):
    pass


def listen(port=9030, verify=None):
    pass


def stopListening():
    pass
