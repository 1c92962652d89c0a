"""Measures of speed: the live window on a paced feed, and the network alone."""
