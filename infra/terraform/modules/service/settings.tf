# What each function finds in its environment: the fields of its class in functions/shared/settings.py, in capitals. A policy
# test compares both.

locals {
  tasks_audience = "anyqtama-tasks"
  urls           = { for name in local.services : name => "https://${name}-${var.project_number}.${var.region}.run.app" }

  for_all = merge(
    {
      PROJECT             = var.project_id
      DATABASE            = module.store.database
      LOCATION            = var.region
      ISSUERS             = jsonencode(concat(var.issuers, [local.tasks_issuer]))
      TRUST_ROOTS         = "/etc/anyqtama/trust/roots/roots.pem"
      TRUST_INTERMEDIATES = "/etc/anyqtama/trust/intermediates/intermediates.pem"
      ISSUE_URL           = local.urls["issue"]
      SUBMIT_URL          = local.urls["submit"]
      COMPLAINT_URL       = local.urls["complaint"]
      TASKS_ACCOUNT       = module.identities.emails["tasks"]
      TASKS_AUDIENCE      = local.tasks_audience
      ATTACHMENTS_BUCKET  = module.buckets.names["attachments"]
      IIN_CHECK           = var.iin_check
    },
    var.ncanode_url == null ? {} : { NCANODE_URL = var.ncanode_url },
  )
  tasks_issuer = {
    issuer        = "https://accounts.google.com"
    jwks_uri      = "https://www.googleapis.com/oauth2/v3/certs"
    audience      = local.tasks_audience
    tasks_account = module.identities.emails["tasks"]
  }
  for_asking = {
    REGISTRIES_URL  = var.registries_url
    REGISTRY_BINS   = jsonencode(var.registry_bins)
    REGISTRY_BUDGET = tostring(var.registry_budget)
  }
  for_archiving = local.archived ? {
    ARCHIVE_URL    = var.archive.url
    ARCHIVE_REGION = var.archive.region
    ARCHIVE_BUCKET = var.archive.bucket
    ARCHIVE_YEARS  = tostring(var.archive.years)
  } : {}

  settings = {
    submit = merge(local.for_all, local.for_asking)
    issue = merge(local.for_all, local.for_asking, local.for_archiving, {
      CERTIFICATES_BUCKET = module.buckets.names["certificates"]
      PUBLIC_URL          = "https://${var.domains[0]}"
      TIME_STAMPING_URL   = var.time_stamping_url
      PORTAL_URL          = var.portal_url
    })
    complaint = merge(local.for_all, {
      ANSWERS_BUCKET    = module.buckets.names["answers"]
      TIME_STAMPING_URL = var.time_stamping_url
    })
  }

  # Each secret with the number of its version.
  versions = { for id in keys(local.secrets) : id => { secret = module.secrets.ids[id], version = tostring(lookup(var.secret_versions, id, 1)) } }
  secret_settings = {
    submit = { CABINET_KEY = local.versions["cabinet-key"], REGISTRIES_TOKEN = local.versions["registries-token"] }
    issue = merge(
      { CABINET_KEY = local.versions["cabinet-key"], REGISTRIES_TOKEN = local.versions["registries-token"], PORTAL_SECRET = local.versions["portal-secret"] },
      local.archived ? { ARCHIVE_KEY_ID = local.versions["archive-key-id"], ARCHIVE_SECRET = local.versions["archive-secret"] } : {},
    )
    complaint = { CABINET_KEY = local.versions["cabinet-key"] }
  }

  trust_files = {
    "/etc/anyqtama/trust/intermediates" = merge(local.versions["trust-intermediates"], { file = "intermediates.pem" })
    "/etc/anyqtama/trust/roots"         = merge(local.versions["trust-roots"], { file = "roots.pem" })
  }
}
