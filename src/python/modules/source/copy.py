"""Shallow and deep copies."""

import _introspection


class Error(Exception):
    pass


error = Error


def copy(x):
    hook = getattr(type(x), "__copy__", None)
    if hook is not None:
        return hook(x)
    if isinstance(x, (list, dict, set)) and hasattr(x, "copy") and type(x) in (list, dict, set):
        return x.copy()
    if _introspection.is_atomic(x):
        return x
    return _introspection.clone(x)


def deepcopy(x, memo=None):
    if memo is None:
        memo = {}
    known = memo.get(id(x))
    if known is not None:
        return known
    kind = type(x)
    if kind is list:
        result = memo[id(x)] = []
        for item in x:
            result.append(deepcopy(item, memo))
        return result
    if kind is dict:
        result = memo[id(x)] = {}
        for key, value in x.items():
            result[deepcopy(key, memo)] = deepcopy(value, memo)
        return result
    if kind is tuple:
        items = [deepcopy(item, memo) for item in x]
        return x if all(new is old for new, old in zip(items, x)) else tuple(items)
    if kind is set:
        return {deepcopy(item, memo) for item in x}
    if kind is frozenset:
        return frozenset(deepcopy(item, memo) for item in x)
    hook = getattr(kind, "__deepcopy__", None)
    if hook is not None:
        return hook(x, memo)
    if _introspection.is_atomic(x):
        return x
    result = memo[id(x)] = _introspection.clone(x)
    if isinstance(x, list):
        result[:] = [deepcopy(item, memo) for item in x]
    elif isinstance(x, dict):
        result.clear()
        for key, value in x.items():
            dict.__setitem__(result, deepcopy(key, memo), deepcopy(value, memo))
    for name, value in list(result.__dict__.items()):
        result.__dict__[name] = deepcopy(value, memo)
    return result


def replace(obj, /, **changes):
    return obj.__replace__(**changes)
