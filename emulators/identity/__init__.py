"""The identity provider of the local stack: an OIDC issuer that gives anybody a token for any role.

It asks for no password, because it is there for tests and demonstrations; what it issues is verified as in
production. On request it also issues tokens that must be refused.
"""
