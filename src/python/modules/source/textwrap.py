"""Paragraphs and indentation."""

import re


def dedent(text):
    lines = [line if line.strip(" \t") else "" for line in text.split("\n")]
    margin = None
    for line in lines:
        if not line:
            continue
        indent = line[:len(line) - len(line.lstrip(" \t"))]
        if margin is None:
            margin = indent
        else:
            while not indent.startswith(margin):
                margin = margin[:-1]
    margin = margin or ""
    return "\n".join(line[len(margin):] if line else line for line in lines)


def indent(text, prefix, predicate=None):
    if predicate is None:
        predicate = str.strip
    return "".join(prefix + line if predicate(line) else line for line in text.splitlines(True))


class TextWrapper:
    def __init__(self, width=70, initial_indent="", subsequent_indent="", expand_tabs=True,
                 replace_whitespace=True, fix_sentence_endings=False, break_long_words=True, drop_whitespace=True,
                 break_on_hyphens=True, tabsize=8, *, max_lines=None, placeholder=" [...]"):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.break_long_words = break_long_words
        self.max_lines = max_lines
        self.placeholder = placeholder

    def wrap(self, text):
        words = text.split()
        lines = []
        current = []
        used = 0
        while words:
            word = words[0]
            room = self.width - len(self.subsequent_indent if lines else self.initial_indent)
            needed = len(word) + (1 if current else 0)
            if used + needed <= room:
                current.append(words.pop(0))
                used += needed
            elif current:
                lines.append(current)
                current, used = [], 0
            elif self.break_long_words:
                lines.append([word[:max(room, 1)]])
                words[0] = word[max(room, 1):]
            else:
                lines.append([words.pop(0)])
        if current:
            lines.append(current)
        shown = [(self.subsequent_indent if index else self.initial_indent) + " ".join(line)
                 for index, line in enumerate(lines)]
        if self.max_lines is not None and len(shown) > self.max_lines:
            shown = shown[:self.max_lines]
            last = shown[-1]
            while len(last) + len(self.placeholder) > self.width and " " in last:
                last = last.rpartition(" ")[0]
            shown[-1] = last + self.placeholder
        return shown

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **options):
    return TextWrapper(width, **options).wrap(text)


def fill(text, width=70, **options):
    return TextWrapper(width, **options).fill(text)


def shorten(text, width, **options):
    text = " ".join(text.split())
    placeholder = options.get("placeholder", " [...]")
    if len(text) <= width:
        return text
    words = text.split()
    while words and len(" ".join(words)) + len(placeholder) > width:
        words.pop()
    return (" ".join(words) + placeholder).strip() if words else placeholder.strip()
