"""Literals from text; syntax trees are not offered."""

import _introspection


def literal_eval(node_or_string):
    return _introspection.literal(node_or_string.lstrip(" \t"))


def parse(source, *args, **keywords):
    return _introspection.unknown("a syntax tree")
