//! alembic.ini, pyproject.toml, .env: files to plain data.
