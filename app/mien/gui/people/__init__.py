"""Who is who in the picture: a face's name, its colour, and which one is the main face."""
