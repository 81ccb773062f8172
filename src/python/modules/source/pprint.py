"""Values on one line."""


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    if sort_dicts and type(object) is dict:
        return "{%s}" % ", ".join("%r: %r" % pair for pair in sorted(object.items(), key=lambda pair: repr(pair[0])))
    return repr(object)


def pprint(object, stream=None, **options):
    print(pformat(object), file=stream)


pp = pprint
