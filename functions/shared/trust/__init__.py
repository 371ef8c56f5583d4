"""Trust: verifying electronic digital signatures (EDS), sealing certificates, and checking seals.

Nothing heavy is imported here; import the module that is needed, where it is needed.
"""

import logging

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # They log whose certificate they did not believe, with name and IIN, and a stack trace; what matters of it is in
    # our verdicts. Without a handler of its own a logger's warnings go to standard error, and so into the log.
    logging.getLogger(_library).addHandler(logging.NullHandler())
    logging.getLogger(_library).propagate = False
