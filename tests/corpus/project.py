"""A history laid out as a project: the package's own versions folder, an env.py that needs nothing else."""

ENV_PY = """import os

from alembic import context
from sqlalchemy import create_engine
{preamble}
url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
with create_engine(url).connect() as connection:
    context.configure(connection=connection, target_metadata=None{options})
    with context.begin_transaction():
        context.run_migrations()
"""

INI = """[alembic]
script_location = {folder}/alembic
version_locations = {versions}
version_path_separator = os
path_separator = os
prepend_sys_path = {source}
"""


def lay_out(folder, package, source):
    """`source` is what has to be on sys.path; returns the alembic.ini."""
    (folder / "alembic").mkdir(parents=True, exist_ok=True)
    env_py = ENV_PY.format(preamble=package.preamble, options=package.configure and f", {package.configure}")
    (folder / "alembic/env.py").write_text(env_py)
    ini = folder / "alembic.ini"
    ini.write_text(INI.format(folder=folder, versions=source / package.versions, source=source))
    return ini
