//! SQLAlchemy's names as native values of the evaluator, and their meaning as schema types.
