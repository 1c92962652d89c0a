"""A person's neutral face: taken in three seconds, kept by name on request, taken away again."""
