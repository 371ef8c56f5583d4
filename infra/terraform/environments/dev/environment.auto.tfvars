# dev: cheap, and without real people's data. Nothing here lasts longer than it must.
environment                 = "dev"
data_residency              = "none"
iin_check                   = "off"
delete_protection           = false
encryption_protection_level = "SOFTWARE"
signing_protection_level    = "SOFTWARE"
retention_locked            = false
audit_locked                = false
least_instances             = { complaint = 0, issue = 0, submit = 0 }
