"""Chaos: the running stack under traffic, while its processes are killed at random."""
