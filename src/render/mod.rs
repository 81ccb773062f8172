//! Operations to Python, byte for byte as Alembic renders them.
