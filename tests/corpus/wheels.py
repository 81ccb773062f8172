"""Wheels from PyPI, unpacked, and for each an environment with what its files import."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path


def source_of(cache, package):
    """The folder that has to be on sys.path; None for a clone that nobody named."""
    if package.clone:
        clone = os.environ.get(package.clone)
        return Path(clone).resolve() if clone else None
    folder = cache / "src" / package.wheel
    if not folder.exists():
        say(f"downloading {package.name} {package.version}")
        wheels = cache / "wheels"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        # only its files are read: the interpreter that it asks for does not matter
        command += ["--ignore-requires-python", "--only-binary", ":all:", "--dest", wheels]
        subprocess.run([*command, f"{package.name}=={package.version}"], check=True)
        stem = re.sub(r"[-.]", "_", package.name)
        wheel = next(wheels.glob(f"{stem}-{package.version}-*.whl"))
        half = folder.with_name(folder.name + ".part")
        shutil.rmtree(half, ignore_errors=True)
        zipfile.ZipFile(wheel).extractall(half)
        half.rename(folder)
    return folder


def python_of(cache, package, source):
    """An interpreter with the package's dependencies and the real Alembic."""
    venv = cache / "venv" / package.name
    python = venv / "bin/python"
    if not (venv / "complete").exists():
        say(f"installing what {package.name} imports")
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        # pip takes hours to see which of many versions go together
        if uv := shutil.which("uv"):
            pip = [uv, "pip", "install", "--quiet", "--python", python]
        subprocess.run([*pip, *requirements(package, source)], check=True)
        # afterwards: some packages ask for an older one
        subprocess.run([*pip, package.alembic, "psycopg2-binary"], check=True)
        (venv / "complete").touch()
    return python


def requirements(package, source):
    found = list(package.requirements)
    if package.requirements_file:
        found += ["-r", source / package.requirements_file]
    elif not package.clone:
        metadata = next(source.glob("*.dist-info/METADATA")).read_text()
        for line in re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE):
            name = re.match(r"[\w.-]+", line).group().lower()
            if "extra ==" not in line and name not in {"alembic", *package.without}:
                found.append(line)
    return found


def say(text):
    print(f"corpus: {text}", file=sys.stderr, flush=True)
