"""The local stack: the whole cloud on one machine. `python -m emulators.stack` starts it."""
