"""The C locale."""

LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)


class Error(Exception):
    pass


def setlocale(category, locale=None):
    return "C"


def getlocale(category=LC_CTYPE):
    return ("en_US", "UTF-8")


getdefaultlocale = getlocale


def getpreferredencoding(do_setlocale=True):
    return "UTF-8"


getencoding = getpreferredencoding


def localeconv():
    return {"decimal_point": ".", "thousands_sep": "", "grouping": []}
