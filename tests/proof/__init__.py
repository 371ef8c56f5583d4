"""That what the service archives cannot be changed or removed: our adapter on a real store (`make archive-proof`)."""
