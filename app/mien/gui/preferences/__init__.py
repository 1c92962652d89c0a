"""The dialog in which the settings are changed."""
