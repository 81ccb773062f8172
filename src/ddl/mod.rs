//! Operations to SQL, as SQLAlchemy and Alembic compile them for PostgreSQL.
