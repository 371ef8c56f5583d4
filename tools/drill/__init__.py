"""The drill of a restore: the store of a running service is lost, restored from a backup, and recovered."""
