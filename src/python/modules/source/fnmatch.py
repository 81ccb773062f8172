"""Shell patterns for names."""

import re


def translate(pat):
    result = ""
    index = 0
    while index < len(pat):
        char = pat[index]
        index += 1
        if char == "*":
            result += ".*"
        elif char == "?":
            result += "."
        elif char == "[":
            end = pat.find("]", index + 2 if pat[index:index + 1] in "!]" else index + 1)
            if end < 0:
                result += "\\["
            else:
                body = pat[index:end].replace("\\", "\\\\")
                index = end + 1
                if body.startswith("!"):
                    body = "^" + body[1:]
                result += "[" + body + "]"
        else:
            result += re.escape(char)
    return "(?s:%s)\\Z" % result


def fnmatchcase(name, pat):
    return re.match(translate(pat), name) is not None


fnmatch = fnmatchcase


def filter(names, pat):
    return [name for name in names if fnmatchcase(name, pat)]
