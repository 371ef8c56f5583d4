"""The contracts with everybody who calls: what they send, and what they are answered."""
