"""starlette's values of settings."""


class Secret:
    def __init__(self, value):
        self._value = value

    def __repr__(self):
        return "Secret('**********')"

    def __str__(self):
        return self._value

    def __bool__(self):
        return bool(self._value)


class CommaSeparatedStrings(list):
    def __init__(self, value):
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        list.__init__(self, value)


class URL:
    def __init__(self, url=""):
        self._url = url

    def __str__(self):
        return self._url
