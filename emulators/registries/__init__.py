"""Three state registries in one program: natural persons, births, guardianship orders.

They answer as signed electronic documents (clauses 9.2 and 9.6): an attached CMS whose content is UTF-8 JSON

    {"registry", "request_id", "answered_at", "query": {…what was asked…}, "found": bool, "record": {…} | null}

A record has the fields of the domain's facts; the register of guardianship answers {"orders": […]}. IINs travel in
bodies, never in URLs.
"""
