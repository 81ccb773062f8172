"""Random numbers. A seeded generator would repeat CPython's sequence, which this one does not: what it
gives after `seed` is not known."""

import _introspection
import _system


class Random:
    def __init__(self, x=None):
        self._seeded = x is not None

    def seed(self, a=None, version=2):
        self._seeded = a is not None

    def getstate(self):
        return None

    def setstate(self, state):
        pass

    def getrandbits(self, k):
        if self._seeded:
            return _introspection.unknown("a number of `random` after `seed`")
        return int.from_bytes(_system.random((k + 7) // 8), "big") >> (-k % 8)

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def random(self):
        return self.getrandbits(53) / 9007199254740992

    def _below(self, n):
        if self._seeded:
            return self.getrandbits(1)
        return self.getrandbits(n.bit_length() + 64) % n

    def randrange(self, start, stop=None, step=1):
        if stop is None:
            start, stop = 0, start
        count = len(range(start, stop, step))
        if count <= 0:
            raise ValueError("empty range for randrange() (%d, %d, %d)" % (start, stop, stop - start))
        return start + step * self._below(count)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        index = self._below(len(seq))
        return index if _introspection.is_unknown(index) else seq[index]

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        if weights is not None or cum_weights is not None:
            return _introspection.unknown("`random.choices` with weights")
        return [self.choice(population) for _ in range(k)]

    def shuffle(self, x):
        if self._seeded:
            _introspection.refuse("`random.shuffle` after `seed`")
        for index in range(len(x) - 1, 0, -1):
            other = self._below(index + 1)
            x[index], x[other] = x[other], x[index]

    def sample(self, population, k, *, counts=None):
        if self._seeded:
            return _introspection.unknown("`random.sample` after `seed`")
        rest = list(population)
        if k > len(rest):
            raise ValueError("Sample larger than population or is negative")
        return [rest.pop(self._below(len(rest))) for _ in range(k)]

    def gauss(self, mu=0.0, sigma=1.0):
        return _introspection.unknown("a number of `random.gauss`")

    normalvariate = betavariate = expovariate = gauss


class SystemRandom(Random):
    def __init__(self, x=None):
        self._seeded = False

    def seed(self, *args):
        pass


_shared = Random()
seed = _shared.seed
getstate = _shared.getstate
setstate = _shared.setstate
getrandbits = _shared.getrandbits
randbytes = _shared.randbytes
random = _shared.random
randrange = _shared.randrange
randint = _shared.randint
uniform = _shared.uniform
choice = _shared.choice
choices = _shared.choices
shuffle = _shared.shuffle
sample = _shared.sample
gauss = normalvariate = _shared.gauss
