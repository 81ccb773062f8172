"""Messages are left as they are."""


def gettext(message):
    return message


def ngettext(singular, plural, n):
    return singular if n == 1 else plural


def dgettext(domain, message):
    return message


def pgettext(context, message):
    return message


def install(domain, localedir=None, *, names=None):
    pass


def bindtextdomain(domain, localedir=None):
    return localedir


def textdomain(domain=None):
    return domain


class NullTranslations:
    def gettext(self, message):
        return message

    def ngettext(self, singular, plural, n):
        return ngettext(singular, plural, n)

    def install(self, names=None):
        pass


GNUTranslations = NullTranslations


def translation(domain, localedir=None, languages=None, class_=None, fallback=False):
    return NullTranslations()
