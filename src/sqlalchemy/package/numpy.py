"""numpy as far as its compiled core has known answers: constants, and the limits of floats."""

import _introspection
import math as _math

pi = _math.pi
e = _math.e
inf = float("inf")
nan = float("nan")
newaxis = None


class _Scalar:
    def __new__(cls, *values, **options):
        return _introspection.unknown("numpy computes it")


class generic(_Scalar):
    pass


class number(generic):
    pass


class floating(number):
    pass


class float32(floating):
    pass


class float64(floating, float):
    pass


class integer(number):
    pass


class finfo:
    def __init__(self, dtype):
        if dtype in (float, float64):
            self.bits, self.max, self.eps, self.tiny = 64, 1.7976931348623157e308, 2.0**-52, 2.0**-1022
        elif dtype is float32:
            self.bits, self.max, self.eps, self.tiny = 32, (2 - 2.0**-23) * 2.0**127, 2.0**-23, 2.0**-126
        else:
            unknown = _introspection.unknown("numpy computes it")
            self.bits, self.max, self.eps, self.tiny, self.min = (unknown,) * 5
            return
        self.min = -self.max


def _of_float(function):
    def answer(value):
        if isinstance(value, (int, float)) and not isinstance(value, _Scalar):
            return function(value)
        return _introspection.unknown("numpy computes it")

    return answer


isnan = _of_float(_math.isnan)
isinf = _of_float(_math.isinf)
isfinite = _of_float(_math.isfinite)
