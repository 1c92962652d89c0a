"""Live values leave the app, where it is asked for.

    analyses --Latest--> feed --Fifo--> an outlet's thread --> LSL, OSC or WebSocket

These are numbers only; the virtual camera alone gives pictures, to programs on this machine.

Whoever listens can never hold up the engine: what does not fit an outlet's mailbox is dropped
there and counted.
"""
