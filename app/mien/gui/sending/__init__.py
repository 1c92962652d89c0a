"""Live values to other programs, as a person switches them on and off in the window."""
