"""The bench: how long the service takes, on this machine, beside its goals. `python -m tools.bench`, `make bench`."""
