//! Every way in which the project's Python can fail.
