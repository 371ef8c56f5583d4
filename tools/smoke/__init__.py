"""What is tried after a deployment: `python -m tools.smoke`."""
