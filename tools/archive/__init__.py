"""Whether bucket, register and archive agree, and what is done where they do not (decision 0023)."""
