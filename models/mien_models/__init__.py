"""Training, evaluation and export of the networks that Mien ships."""
