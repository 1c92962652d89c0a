"""The session on disk: written while it happens, recovered when it was cut short, read again."""
