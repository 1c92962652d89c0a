"""Live values leave the app, where it is asked for: numbers only, never a picture.

    analyses --Latest--> feed --Fifo--> an outlet's thread --> LSL, OSC or WebSocket

Whoever listens can never hold up the engine: what does not fit an outlet's mailbox is dropped
there and counted.
"""
