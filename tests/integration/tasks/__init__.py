"""Cloud Tasks: the adapter, its fake and the emulator."""
