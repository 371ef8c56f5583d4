"""Bring a store that was put back to an earlier moment to agree with what outlived it (docs/operations/restore.md)."""
