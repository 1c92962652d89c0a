"""What is written down of a run: the log, native messages, crashes, and reports of them."""
