"""Iterators for loops: all of them lazy."""

_missing = object()


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


def accumulate(iterable, func=None, *, initial=None):
    items = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(items)
        except StopIteration:
            return
    yield total
    for item in items:
        total = total + item if func is None else func(total, item)
        yield total


class chain:
    def __init__(self, *iterables):
        self._items = _chained(iterables)

    @classmethod
    def from_iterable(cls, iterables):
        self = cls()
        self._items = _chained(iterables)
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def _chained(iterables):
    for iterable in iterables:
        yield from iterable


def compress(data, selectors):
    return (item for item, wanted in zip(data, selectors) if wanted)


def dropwhile(predicate, iterable):
    items = iter(iterable)
    for item in items:
        if not predicate(item):
            yield item
            break
    yield from items


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def islice(iterable, *bounds):
    limits = slice(*bounds)
    start, stop, step = limits.start or 0, limits.stop, limits.step or 1
    for name, value in (("start", start), ("stop", stop), ("step", step)):
        if value is not None and value < 0:
            raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    return _sliced(iterable, start, stop, step)


def _sliced(iterable, start, stop, step):
    wanted = start
    if stop is not None and stop <= 0:
        return
    for index, item in enumerate(iterable):
        if stop is not None and index >= stop:
            return
        if index == wanted:
            yield item
            wanted += step
        if stop is not None and index + 1 >= stop:
            return


def pairwise(iterable):
    items = iter(iterable)
    before = next(items, _missing)
    if before is _missing:
        return
    for item in items:
        yield before, item
        before = item


def batched(iterable, n):
    if n < 1:
        raise ValueError("n must be at least one")
    items = iter(iterable)
    while batch := tuple(islice(items, n)):
        yield batch


def groupby(iterable, key=None):
    groups = []
    for item in iterable:
        mark = item if key is None else key(item)
        if groups and groups[-1][0] == mark:
            groups[-1][1].append(item)
        else:
            groups.append((mark, [item]))
    for mark, items in groups:
        yield mark, iter(items)


def tee(iterable, n=2):
    items = list(iterable)
    return tuple(iter(items) for _ in range(n))


def zip_longest(*iterables, fillvalue=None):
    iterators = [iter(iterable) for iterable in iterables]
    while iterators:
        row = [next(items, _missing) for items in iterators]
        if all(item is _missing for item in row):
            return
        yield tuple(fillvalue if item is _missing else item for item in row)


def product(*iterables, repeat=1):
    pools = [tuple(iterable) for iterable in iterables] * repeat
    return _product(pools)


def _product(pools):
    rows = [()]
    for pool in pools:
        rows = [row + (item,) for row in rows for item in pool]
    yield from rows


def permutations(iterable, r=None):
    pool = tuple(iterable)
    size = len(pool) if r is None else r
    return _permutations(pool, size)


def _permutations(pool, size):
    if size > len(pool):
        return
    if size == 0:
        yield ()
        return
    for index, item in enumerate(pool):
        for rest in _permutations(pool[:index] + pool[index + 1:], size - 1):
            yield (item,) + rest


def combinations(iterable, r):
    return _combinations(tuple(iterable), r)


def _combinations(pool, size):
    if size == 0:
        yield ()
        return
    for index in range(len(pool) - size + 1):
        for rest in _combinations(pool[index + 1:], size - 1):
            yield (pool[index],) + rest


def combinations_with_replacement(iterable, r):
    return _combinations_again(tuple(iterable), r)


def _combinations_again(pool, size):
    if size == 0:
        yield ()
        return
    for index in range(len(pool)):
        for rest in _combinations_again(pool[index:], size - 1):
            yield (pool[index],) + rest
