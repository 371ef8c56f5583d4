# The whole service: each module is handed what the others made, so that Terraform finds the order by itself.

locals {
  labels = merge(var.labels, { service = "anyqtama", environment = var.environment })

  # Terraform plans whatever does not need a variable that turned out wrong, and tells of it after thousands of lines. So
  # all other modules wait for the project's APIs, and these for every variable: a wrong one leaves nothing to plan.
  project_id = [
    var.project_id,
    var.archive,
    var.audit_locked,
    var.data_residency,
    var.database,
    var.delete_protection,
    var.domains,
    var.encryption_protection_level,
    var.environment,
    var.iin_check,
    var.issuers,
    var.keyed_offices,
    var.keymakers,
    var.labels,
    var.least_instances,
    var.log_sample_rate,
    var.ncanode_url,
    var.notification_channels,
    var.on_call,
    var.operators,
    var.package_path,
    var.paused,
    var.portal_url,
    var.project_number,
    var.rate_limits,
    var.region,
    var.registries_url,
    var.registry_bins,
    var.registry_budget,
    var.releasers,
    var.retention_locked,
    var.runbooks,
    var.secret_rotation,
    var.secret_versions,
    var.signing_algorithm,
    var.signing_protection_level,
    var.ticket_channels,
    var.time_stamping_url,
    var.traffic_on_latest,
    var.trusted_ranges,
    var.waf_preview,
  ][0]
}

module "project" {
  source     = "../project"
  project_id = local.project_id
}

module "keys" {
  source = "../keys"

  project_id                  = var.project_id
  project_number              = var.project_number
  region                      = var.region
  labels                      = local.labels
  encryption_protection_level = var.encryption_protection_level
  signing_protection_level    = var.signing_protection_level
  signing_algorithm           = var.signing_algorithm
  signers                     = local.signers
  heads                       = local.keyed

  depends_on = [module.project]
}

module "store" {
  source = "../store"

  project_id        = var.project_id
  region            = var.region
  kms_key           = module.keys.encryption["store"]
  indexes           = local.indexes.indexes
  field_overrides   = local.indexes.fieldOverrides
  database          = var.database
  delete_protection = var.delete_protection

  depends_on = [module.project]
}

module "buckets" {
  source = "../buckets"

  project_id       = var.project_id
  region           = var.region
  labels           = local.labels
  kms_key          = module.keys.encryption["buckets"]
  buckets          = local.buckets
  retention_locked = var.retention_locked

  depends_on = [module.project]
}

module "secrets" {
  source = "../secrets"

  project_id            = var.project_id
  project_number        = var.project_number
  region                = var.region
  labels                = local.labels
  kms_key               = module.keys.encryption["secrets"]
  secrets               = local.secrets
  rotation              = var.secret_rotation
  runbooks              = var.runbooks
  notification_channels = length(var.ticket_channels) > 0 ? var.ticket_channels : var.notification_channels

  depends_on = [module.project]
}

module "queues" {
  source = "../queues"

  project_id     = var.project_id
  project_number = var.project_number
  region         = var.region
  queues         = local.queues
  jobs           = local.jobs
  paused         = var.paused
  audience       = local.tasks_audience
  tasks_account  = module.identities.emails["tasks"]
  export = {
    account  = module.identities.emails["exports"]
    bucket   = module.buckets.copies
    database = module.store.database
  }

  depends_on = [module.project]
}

module "identities" {
  source = "../identities"

  project_id     = var.project_id
  project_number = var.project_number
  region         = var.region
  buckets        = merge(module.buckets.names, { copies = module.buckets.copies })
  database       = module.store.resource_name
  keymakers      = var.keymakers
  log_views      = module.logs.views
  on_call        = var.on_call
  operators      = var.operators
  queues         = module.queues.names
  releasers      = var.releasers
  rings          = module.keys.rings
  secrets        = module.secrets.ids

  depends_on = [module.project]
}

module "logs" {
  source = "../logs"

  project_id   = var.project_id
  region       = var.region
  audit_locked = var.audit_locked

  depends_on = [module.project]
}
