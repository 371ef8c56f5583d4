"""A command for operators: `python -m tools.seal_keys --help` says what it does."""
