"""Decimal numbers with 28 digits."""

import re
from collections import namedtuple

ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR = "ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_FLOOR"
ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN = "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN"
ROUND_05UP = "ROUND_05UP"
MAX_PREC = 999999999999999999
DecimalTuple = namedtuple("DecimalTuple", "sign digits exponent")


class DecimalException(ArithmeticError):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class Rounded(DecimalException):
    pass


class Overflow(Inexact, Rounded):
    pass


class Underflow(Inexact, Rounded):
    pass


class Context:
    def __init__(self, prec=28, rounding=ROUND_HALF_EVEN, **options):
        self.prec = prec
        self.rounding = rounding

    def copy(self):
        return Context(self.prec, self.rounding)

    def create_decimal(self, num="0"):
        return Decimal(num)._fitted()

    def quantize(self, a, b):
        return a.quantize(b)


_context = [Context()]


def getcontext():
    return _context[-1]


def setcontext(ctx):
    _context[-1] = ctx


class localcontext:
    def __init__(self, ctx=None, **options):
        self._own = (ctx or getcontext()).copy()
        for name, value in options.items():
            setattr(self._own, name, value)

    def __enter__(self):
        _context.append(self._own)
        return self._own

    def __exit__(self, *exc_info):
        _context.pop()


DefaultContext = BasicContext = ExtendedContext = _context[0]


def _rounded(value, drop, mode, negative):
    """The non-negative integer without its last digits."""
    unit = 10 ** drop
    quotient, rest = divmod(value, unit)
    if not rest:
        return quotient
    if mode == ROUND_HALF_EVEN:
        up = rest * 2 > unit or (rest * 2 == unit and quotient % 2 == 1)
    elif mode == ROUND_HALF_UP:
        up = rest * 2 >= unit
    elif mode == ROUND_HALF_DOWN:
        up = rest * 2 > unit
    elif mode == ROUND_UP:
        up = True
    elif mode == ROUND_DOWN:
        up = False
    elif mode == ROUND_CEILING:
        up = not negative
    elif mode == ROUND_FLOOR:
        up = negative
    else:
        up = quotient % 5 == 0
    return quotient + up


def _of(sign, digits, exponent, special=None):
    self = object.__new__(Decimal)
    self._sign = sign
    self._int = digits
    self._exp = exponent
    self._special = special
    return self


class Decimal:
    def __new__(cls, value="0", context=None):
        if isinstance(value, Decimal):
            return _of(value._sign, value._int, value._exp, value._special)
        if isinstance(value, int):
            return _of(int(value < 0), abs(int(value)), 0)
        if isinstance(value, float):
            return cls.from_float(value)
        if isinstance(value, (tuple, list)):
            sign, digits, exponent = value
            return _of(sign, int("".join(str(digit) for digit in digits) or "0"), exponent)
        if not isinstance(value, str):
            raise TypeError("conversion from %s to Decimal is not supported" % type(value).__name__)
        text = value.strip().replace("_", "")
        found = re.fullmatch(r"([+-])?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?", text)
        if found is None:
            named = re.fullmatch(r"([+-])?(inf(?:inity)?|nan)", text, re.IGNORECASE)
            if named is None:
                raise InvalidOperation([ConversionSyntax])
            return _of(int(named.group(1) == "-"), 0, 0, "NaN" if named.group(2).lower() == "nan" else "Infinity")
        fraction = found.group(3) or found.group(4) or ""
        digits = int((found.group(2) or "") + fraction)
        return _of(int(found.group(1) == "-"), digits, int(found.group(5) or 0) - len(fraction))

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if f != f:
            return _of(0, 0, 0, "NaN")
        if f in (float("inf"), float("-inf")):
            return _of(int(f < 0), 0, 0, "Infinity")
        top, bottom = abs(f).as_integer_ratio()
        places = bottom.bit_length() - 1
        return _of(int(f < 0 or str(f).startswith("-")), top * 5 ** places, -places)

    def _fitted(self):
        if self._special:
            return self
        context = getcontext()
        drop = len(str(self._int)) - context.prec
        if drop <= 0:
            return self
        digits = _rounded(self._int, drop, context.rounding, self._sign)
        exponent = self._exp + drop
        if len(str(digits)) > context.prec:
            digits //= 10
            exponent += 1
        return _of(self._sign, digits, exponent)

    def _signed(self):
        return -self._int if self._sign else self._int

    def is_nan(self):
        return self._special == "NaN"

    def is_infinite(self):
        return self._special == "Infinity"

    def is_finite(self):
        return self._special is None

    def is_zero(self):
        return self._special is None and self._int == 0

    def is_signed(self):
        return bool(self._sign)

    def as_tuple(self):
        if self._special:
            return DecimalTuple(self._sign, (0,) if self.is_infinite() else (), "F" if self.is_infinite() else "n")
        return DecimalTuple(self._sign, tuple(int(digit) for digit in str(self._int)), self._exp)

    def as_integer_ratio(self):
        if self._exp >= 0:
            return self._signed() * 10 ** self._exp, 1
        top, bottom = self._signed(), 10 ** -self._exp
        import math

        common = math.gcd(top, bottom)
        return top // common, bottom // common

    def __str__(self):
        sign = "-" if self._sign else ""
        if self._special:
            return sign + self._special
        digits = str(self._int)
        shown = len(digits) + self._exp
        if self._exp <= 0 and shown > -6:
            if self._exp == 0:
                return sign + digits
            if shown > 0:
                return sign + digits[:shown] + "." + digits[shown:]
            return sign + "0." + "0" * -shown + digits
        power = shown - 1
        mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
        return "%s%sE%+d" % (sign, mantissa, power)

    def __repr__(self):
        return "Decimal('%s')" % self

    def __format__(self, format_spec):
        if not format_spec:
            return str(self)
        found = re.fullmatch(r"(?:(.)?([<>=^]))?([-+ ])?(0)?(\d+)?([,_])?(?:\.(\d+))?([fFeEgGn%])?", format_spec)
        if found is None:
            raise ValueError("invalid format string")
        fill, align, sign, zero, width, grouping, precision, kind = found.groups()
        value = self * 100 if kind == "%" else self
        if kind in ("f", "F", "%") or (kind is None and precision is None and grouping):
            if precision is not None:
                value = value.quantize(_of(0, 1, -int(precision)), rounding=getcontext().rounding)
            elif kind == "%" and value._exp > 0:
                value = value.quantize(_of(0, 1, 0))
            digits = str(value._int)
            if value._exp > 0:
                digits += "0" * value._exp
                point = 0
            else:
                point = -value._exp
            digits = digits.rjust(point + 1, "0")
            whole, fraction = (digits[:-point], "." + digits[-point:]) if point else (digits, "")
        elif precision is not None:
            value = value._to_precision(int(precision))
            whole, dot, fraction = str(abs(value)).partition(".")
            fraction = dot + fraction
        else:
            whole, dot, fraction = str(abs(value)).partition(".")
            fraction = dot + fraction
        if grouping:
            whole = format(int(whole), grouping)
        mark = "-" if value._sign else (sign if sign in ("+", " ") else "")
        body = whole + fraction + ("%" if kind == "%" else "")
        width = int(width or 0)
        if zero and align is None:
            return mark + body.rjust(width - len(mark), "0")
        missing = max(0, width - len(mark) - len(body))
        fill = fill or " "
        if align == "<":
            return mark + body + fill * missing
        if align == "^":
            return fill * (missing // 2) + mark + body + fill * (missing - missing // 2)
        if align == "=":
            return mark + fill * missing + body
        return fill * missing + mark + body

    def _to_precision(self, precision):
        drop = len(str(self._int)) - max(precision, 1)
        if drop <= 0:
            return self
        return _of(self._sign, _rounded(self._int, drop, getcontext().rounding, self._sign), self._exp + drop)

    def _other(self, other):
        if isinstance(other, Decimal):
            return other
        if isinstance(other, int):
            return Decimal(other)
        return None

    def __add__(self, other):
        other = self._other(other)
        if other is None:
            return NotImplemented
        if self._special or other._special:
            return self if self._special else other
        exponent = min(self._exp, other._exp)
        total = self._signed() * 10 ** (self._exp - exponent) + other._signed() * 10 ** (other._exp - exponent)
        return _of(int(total < 0), abs(total), exponent)._fitted()

    __radd__ = __add__

    def __neg__(self):
        return _of(0 if self.is_zero() else 1 - self._sign, self._int, self._exp, self._special)._fitted()

    def __pos__(self):
        return self._fitted()

    def __abs__(self):
        return _of(0, self._int, self._exp, self._special)

    def __sub__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else self + _of(1 - other._sign, other._int, other._exp, other._special)

    def __rsub__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else other - self

    def __mul__(self, other):
        other = self._other(other)
        if other is None:
            return NotImplemented
        return _of(self._sign ^ other._sign, self._int * other._int, self._exp + other._exp)._fitted()

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = self._other(other)
        if other is None:
            return NotImplemented
        if other.is_zero():
            if self.is_zero():
                raise InvalidOperation("[<class 'decimal.DivisionUndefined'>]")
            raise DivisionByZero([DivisionByZero])
        sign = self._sign ^ other._sign
        ideal = self._exp - other._exp
        if self.is_zero():
            return _of(sign, 0, ideal)
        shift = max(0, getcontext().prec + 1 + len(str(other._int)) - len(str(self._int)))
        quotient, rest = divmod(self._int * 10 ** shift, other._int)
        exponent = ideal - shift
        if rest:
            if quotient % 5 == 0:
                quotient += 1
        else:
            while exponent < ideal and quotient % 10 == 0:
                quotient //= 10
                exponent += 1
        return _of(sign, quotient, exponent)._fitted()

    def __rtruediv__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else other / self

    def _aligned(self, other):
        exponent = min(self._exp, other._exp)
        return self._int * 10 ** (self._exp - exponent), other._int * 10 ** (other._exp - exponent), exponent

    def __floordiv__(self, other):
        other = self._other(other)
        if other is None:
            return NotImplemented
        if other.is_zero():
            raise DivisionByZero([DivisionByZero])
        top, bottom, _ = self._aligned(other)
        return _of(self._sign ^ other._sign, top // bottom, 0)

    def __mod__(self, other):
        other = self._other(other)
        if other is None:
            return NotImplemented
        if other.is_zero():
            raise InvalidOperation("[<class 'decimal.InvalidOperation'>]")
        top, bottom, exponent = self._aligned(other)
        return _of(self._sign, top % bottom, exponent)._fitted()

    def __rmod__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else other % self

    def __rfloordiv__(self, other):
        other = self._other(other)
        return NotImplemented if other is None else other // self

    def __divmod__(self, other):
        return self // other, self % other

    def __pow__(self, other, modulo=None):
        if isinstance(other, Decimal):
            if other._exp < 0 and other._int % 10 ** -other._exp:
                import _introspection

                return _introspection.unknown("a fractional power of a Decimal")
            other = int(other)
        if not isinstance(other, int):
            return NotImplemented
        if other < 0:
            return Decimal(1) / self ** -other
        return _of(self._sign if other % 2 else 0, self._int ** other, self._exp * other)._fitted()

    def sqrt(self, context=None):
        import math

        exponent = self._exp // 2 - getcontext().prec
        value = math.isqrt(self._int * 10 ** (self._exp - 2 * exponent))
        while value % 10 == 0 and value and exponent < self._exp // 2:
            value //= 10
            exponent += 1
        return _of(0, value, exponent)._fitted()

    def _compare(self, other):
        if isinstance(other, float):
            other = Decimal(other)
        other = self._other(other)
        if other is None:
            return None
        left, right, _ = self._aligned(other)
        left = -left if self._sign else left
        right = -right if other._sign else right
        if self.is_infinite() or other.is_infinite():
            left = (-1 if self._sign else 1) if self.is_infinite() else 0
            right = (-1 if other._sign else 1) if other.is_infinite() else 0
        return (left > right) - (left < right)

    def __eq__(self, other):
        if self.is_nan() or isinstance(other, Decimal) and other.is_nan():
            return False
        order = self._compare(other)
        return NotImplemented if order is None else order == 0

    def __lt__(self, other):
        order = self._compare(other)
        return NotImplemented if order is None else order < 0

    def __le__(self, other):
        order = self._compare(other)
        return NotImplemented if order is None else order <= 0

    def __gt__(self, other):
        order = self._compare(other)
        return NotImplemented if order is None else order > 0

    def __ge__(self, other):
        order = self._compare(other)
        return NotImplemented if order is None else order >= 0

    def compare(self, other, context=None):
        return Decimal(self._compare(other))

    def __hash__(self):
        top, bottom = self.as_integer_ratio()
        return hash(top) if bottom == 1 else hash((top, bottom))

    def __bool__(self):
        return bool(self._special) or self._int != 0

    def __int__(self):
        if self._special:
            raise ValueError("cannot convert %s to integer" % self._special)
        value = self._int * 10 ** self._exp if self._exp >= 0 else self._int // 10 ** -self._exp
        return -value if self._sign else value

    __trunc__ = __int__

    def __float__(self):
        return float(str(self))

    def __floor__(self):
        return int(self.to_integral_value(ROUND_FLOOR))

    def __ceil__(self):
        return int(self.to_integral_value(ROUND_CEILING))

    def __round__(self, n=None):
        if n is None:
            return int(self.to_integral_value(ROUND_HALF_EVEN))
        return self.quantize(_of(0, 1, -n), rounding=ROUND_HALF_EVEN)

    def quantize(self, exp, rounding=None, context=None):
        exp = self._other(exp)
        mode = rounding or getcontext().rounding
        drop = exp._exp - self._exp
        if drop <= 0:
            digits = self._int * 10 ** -drop
        else:
            digits = _rounded(self._int, drop, mode, self._sign)
        if len(str(digits)) > getcontext().prec:
            raise InvalidOperation([InvalidOperation])
        return _of(self._sign, digits, exp._exp)

    def to_integral_value(self, rounding=None, context=None):
        return self if self._exp >= 0 else self.quantize(_of(0, 1, 0), rounding)

    to_integral = to_integral_exact = to_integral_value

    def normalize(self, context=None):
        value = self._fitted()
        digits, exponent = value._int, value._exp
        if digits == 0:
            return _of(value._sign, 0, 0)
        while digits % 10 == 0:
            digits //= 10
            exponent += 1
        return _of(value._sign, digits, exponent)

    def adjusted(self):
        return len(str(self._int)) + self._exp - 1

    def copy_abs(self):
        return abs(self)

    def copy_negate(self):
        return _of(1 - self._sign, self._int, self._exp, self._special)

    def max(self, other, context=None):
        return self if self >= other else Decimal(other)

    def min(self, other, context=None):
        return self if self <= other else Decimal(other)

    def scaleb(self, other, context=None):
        return _of(self._sign, self._int, self._exp + int(other))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


DivisionUndefined = type("DivisionUndefined", (InvalidOperation, ZeroDivisionError), {})
