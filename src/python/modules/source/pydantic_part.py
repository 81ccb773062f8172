"""A part of pydantic: its names are the package's."""

import pydantic as _package
from pydantic import *


def __getattr__(name):
    return getattr(_package, name)
