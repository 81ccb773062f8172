"""A part of PyYAML: its names are the package's."""

import yaml as _package
from yaml import *


def __getattr__(name):
    return getattr(_package, name)
