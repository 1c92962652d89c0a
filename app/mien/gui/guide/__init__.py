"""The user guide: short topics with pictures, searched and read in the window."""
