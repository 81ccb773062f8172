#: int_int_int
print(int("42"), int("-7"), int("ff", 16), int("0b11", 0), int(3.9), int(-3.9), int(" 1_000 "), int(True), int())

#: float_float_inf
print(float("1.5"), float("inf"), float("-inf"), float("nan"), float("1e3"), float(2), float(" 2.5 "), float())

#: divmod_divmod
print(10 // 3, -10 // 3, 10 % 3, -10 % 3, 10 / 4, 2 ** 10, 2 ** -1, 7.5 // 2, -7.5 % 2, divmod(17, 5), divmod(-17, 5))

#: values
print(2 ** 100, 10 ** 20 // 3, -(2 ** 70), (2 ** 70) % 1000, 2 ** 64 - 1, 1 << 70, (1 << 70) >> 68)

#: round_round_round
print(round(2.5), round(3.5), round(2.675, 2), round(1234, -2), round(-0.5), round(1.0), round(2.5, 0), round(15, -1), round(25, -1))

#: abs_abs_pow
print(abs(-3), abs(-2.5), pow(2, 10), pow(2, 10, 1000), pow(3, -1, 11), hex(255), oct(8), bin(5), hex(-1))

#: bit_length_to_bytes_big
print((5).bit_length(), (255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "big"), (7).bit_count(), (1).conjugate(), (-3).to_bytes(2, "little", signed=True))

#: e16_e15_e
print(1.0, 0.1 + 0.2, 1e16, 1e15, 1e-5, 0.0001, 123456789.123456789, 1e22, 5e-324, 1.7976931348623157e308, -0.0)

#: as_integer_ratio_is_integer_is_integer
print((0.5).as_integer_ratio(), (2.0).is_integer(), (2.5).is_integer(), (1.5).hex(), float.__name__)

#: format_format_format
print(format(1234567, ","), format(0.5, "%"), format(255, "#x"), format(5, "05d"), format(-5, "+"), format(3.14159, ".3f"), format(12345.678, ",.1f"), format(1e10, "g"), format(5, ">5"), format(5, "<5") + "|", format("a", "^5"), format(True, "d"))

#: f_f_f
print(f"{1234.5:10.2f}|{1234.5:<10.2f}|{1234.5:^10.1f}|{42:x}|{42:08b}|{42:_}|{1000000:_}|{3.0}|{3.0:g}|{1e-7}|{0.1:.20f}")

#: f_e_e
print(f"{1.5:e} {123456789:.3e} {0.00001234:g} {123456789.0:g} {1.0:.3} {100.0:.3} {1e100:.5g} {255:X} {255:#o}")

#: true_hash_hash
print(1 == 1.0, True == 1, hash(1) == hash(1.0), {1: "a", 1.0: "b", True: "c"}, 3 < 3.5, 2 ** 62 == 2.0 ** 62)

#: bool_bool_bool
print(bool(0), bool(0.0), bool(""), bool([]), bool("a"), bool(None), bool({}), True + True, not 0)

#: true_false_true
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, 256 >> 2, True & False, True | False)

#: min_max_min
print(min(3, 1, 2), max([4, 9, 2]), min("b", "a"), max([1, 2], key=lambda x: -x), min([], default="none"), sum([1, 2.5]), sum([[1], [2]], []))

#: isinstance_true_int
print(isinstance(True, int), isinstance(1, bool), isinstance(1.0, (int, float)), issubclass(bool, int), type(1) is int)

#: errors
for bad in (lambda: int("x"), lambda: int("1.5"), lambda: float("x"), lambda: 1 / 0, lambda: 1 // 0, lambda: 1 % 0, lambda: int([]), lambda: 1 + "a", lambda: 2.0 ** 10000, lambda: int(float("nan")), lambda: int("9", 8), lambda: round("a"), lambda: format(1, "s"), lambda: chr(-1), lambda: ord("ab")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: math_floor_math
import math
print(math.floor(2.7), math.ceil(2.1), math.trunc(-2.7), math.sqrt(16), math.pi, math.e, math.gcd(12, 18), math.lcm(4, 6), math.factorial(10), math.comb(5, 2), math.perm(5, 2))

#: math_isclose_math
import math
print(math.isclose(0.1 + 0.2, 0.3), math.inf, math.isnan(math.nan), math.log(math.e), math.log10(1000), math.log2(8), math.log(8, 2), math.pow(2, 3), math.hypot(3, 4), math.prod([1, 2, 3]), math.isqrt(17), math.fabs(-2), math.copysign(1, -2), math.fsum([0.5, 0.5]))

#: chr_ord_a
print(chr(97), ord("a"), chr(0x1F600), ord("é"), 0x10, 0o17, 0b11, 1_000)
