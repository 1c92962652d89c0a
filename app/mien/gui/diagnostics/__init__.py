"""The page that says what runs where, how fast, and what keeps it from being faster."""
