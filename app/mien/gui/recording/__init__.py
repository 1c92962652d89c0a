"""The window's side of a recording: begin, watch, mark, end, recover."""
