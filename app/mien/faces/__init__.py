"""Faces in a frame: found, followed, measured and cut out upright."""
