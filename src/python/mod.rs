//! An evaluator for the Python of models, revision files and env.py. Knows no SQLAlchemy, no SQL.
