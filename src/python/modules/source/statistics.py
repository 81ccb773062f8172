"""Averages."""

import math


class StatisticsError(ValueError):
    pass


def mean(data):
    values = list(data)
    if not values:
        raise StatisticsError("mean requires at least one data point")
    total = sum(values)
    if isinstance(total, int) and total % len(values) == 0:
        return total // len(values)
    return total / len(values)


def fmean(data, weights=None):
    values = list(data)
    return math.fsum(values) / len(values)


def median(data):
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def median_low(data):
    values = sorted(data)
    return values[(len(values) - 1) // 2]


def median_high(data):
    values = sorted(data)
    return values[len(values) // 2]


def mode(data):
    from collections import Counter

    found = Counter(data).most_common(1)
    if not found:
        raise StatisticsError("no mode for empty data")
    return found[0][0]


def pvariance(data, mu=None):
    values = list(data)
    center = mean(values) if mu is None else mu
    return mean([(value - center) ** 2 for value in values])


def variance(data, xbar=None):
    values = list(data)
    center = mean(values) if xbar is None else xbar
    return sum((value - center) ** 2 for value in values) / (len(values) - 1)


def pstdev(data, mu=None):
    return math.sqrt(pvariance(data, mu))


def stdev(data, xbar=None):
    return math.sqrt(variance(data, xbar))
