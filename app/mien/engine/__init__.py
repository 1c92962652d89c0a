"""Capture, analysis and publication, on threads of their own; knows no Qt."""
