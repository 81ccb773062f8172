#!/usr/bin/env bash
# Real projects: their histories and models by us and by the real Alembic and SQLAlchemy, compared. docs/CORPUS.md is its table.
#
#   scripts/corpus.sh history|models|all [PACKAGES...] [--python never,auto] [--fresh] [--write docs/CORPUS.md]
#
# Wheels and their dependencies come from PyPI, once, into ${XDG_CACHE_HOME:-~/.cache}/gen-migration/corpus (some gigabytes).
# MoonLadderStudios/MoonMind is not on PyPI: MOONMIND=/path/to/its/clone has it run, otherwise it is said to be left out.
# Exits with 1 where a schema, rows or a model differ, or a file is not read that was: tests/corpus/packages.py has the exceptions.
# Results of earlier runs stay in the cache, so the table may be made package by package.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup-tests.sh --without-docker
cargo build --quiet --example corpus
exec .venv-test/bin/python tests/corpus "$@"
