"""Trust: verifying electronic digital signatures (EDS), sealing certificates, and checking seals.

Nothing heavy is imported here; import the module that is needed, where it is needed.
"""
