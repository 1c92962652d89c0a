"""Why a value is what it is and how it came about: a close-up, a history, and what it means."""
