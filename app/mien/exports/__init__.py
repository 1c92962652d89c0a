"""A session handed on: one file a format."""
