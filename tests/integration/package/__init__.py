"""The archive that is deployed, started as production starts it."""
