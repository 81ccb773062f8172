//! The runner: brings a database from one revision to another, operation by operation.
