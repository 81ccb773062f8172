"""Words as a shell splits them."""

import re


def split(s, comments=False, posix=True):
    words = []
    word = None
    quote_char = None
    index = 0
    while index < len(s):
        char = s[index]
        index += 1
        if quote_char is not None:
            if char == quote_char:
                quote_char = None
            elif char == "\\" and quote_char == '"' and s[index:index + 1] in ('"', "\\"):
                word += s[index]
                index += 1
            else:
                word += char
        elif char in "'\"":
            quote_char = char
            word = word or ""
        elif char == "\\":
            if index >= len(s):
                raise ValueError("No escaped character")
            word = (word or "") + s[index]
            index += 1
        elif char.isspace():
            if word is not None:
                words.append(word)
                word = None
        elif char == "#" and comments and word is None:
            while index < len(s) and s[index] != "\n":
                index += 1
        else:
            word = (word or "") + char
    if quote_char is not None:
        raise ValueError("No closing quotation")
    if word is not None:
        words.append(word)
    return words


def quote(s):
    if not s:
        return "''"
    if re.search(r"[^\w@%+=:,./-]", s, re.ASCII) is None:
        return s
    return "'" + s.replace("'", "'\"'\"'") + "'"


def join(split_command):
    return " ".join(quote(word) for word in split_command)
