"""Asking the state registries (clauses 9.2 and 9.6): signed answers, checked, and kept as evidence.

Whatever cannot be used is Silent, never "no such record": a timeout, an error, a signature that does not hold, an
answer to another question. Only a signed answer to this very question counts.
"""
