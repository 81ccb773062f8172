//! `env.py`, evaluated: target metadata, options of `context.configure`, the database URL.
