"""The e-government portal, as far as this service meets it.

It takes the notices that the service pushes (clauses 4.4, 9.7), and shows a guardian's personal cabinet as a page: what
`GET /v1/cabinet` answers to a citizen's token (15.1).
"""
