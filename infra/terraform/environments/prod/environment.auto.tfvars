# prod: real people's data. What seals lives in hardware; what is stored cannot be deleted before its time.
environment                 = "prod"
data_residency              = "archive-in-country"
iin_check                   = "on"
delete_protection           = true
encryption_protection_level = "SOFTWARE"
signing_protection_level    = "HSM"

# Both locks CANNOT BE UNDONE. Leave them off until the first restore was tried on real volumes, then switch them on for good.
retention_locked = true
audit_locked     = true
least_instances  = { complaint = 1, issue = 2, submit = 2 }
