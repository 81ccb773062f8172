"""A small catalog service."""
