//! Alembic's script directory: revision files, their graph, targets, and new files.
