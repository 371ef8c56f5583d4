"""Cloud Storage: the adapter, its fake and the emulator."""
