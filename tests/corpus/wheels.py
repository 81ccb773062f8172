"""Wheels from PyPI, unpacked, and the interpreters that can run what is in them."""

import os
from pathlib import Path


def source_of(cache, package):
    if package.clone:
        return Path(os.environ[package.clone])
    return cache / "src" / package.wheel


def python_of(cache, package):
    own = cache / "venv" / package.name
    if (own / "complete").exists():
        return own / "bin/python"
    return Path(__file__).parent.parent.parent / ".venv-test/bin/python"
