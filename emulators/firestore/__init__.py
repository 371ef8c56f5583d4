"""The document store on a laptop: the part of Firestore's gRPC API that the service uses, on SQLite.

Unlike Google's emulator it needs no Java and refuses a query whose composite index is not declared, as
production does. It knows no transactions: the service writes with preconditions instead.
"""
