#!/bin/sh
# Brings the database to head, then starts what the image was asked to run.
set -e
gen-migration -c migrations/alembic.ini upgrade head
exec "$@"
