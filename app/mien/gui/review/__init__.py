"""The second page of the window: a recorded session looked through, marked and handed on."""
