# The whole service: each module is handed what the others made, so that Terraform finds the order by itself.

locals {
  labels = merge(var.labels, { service = "anyqtama", environment = var.environment })
}

module "project" {
  source     = "../project"
  project_id = var.project_id
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
  delete_protection = var.delete_protection
}

module "buckets" {
  source = "../buckets"

  project_id       = var.project_id
  region           = var.region
  labels           = local.labels
  kms_key          = module.keys.encryption["buckets"]
  buckets          = local.buckets
  retention_locked = var.retention_locked
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
  notification_channels = length(var.ticket_channels) > 0 ? var.ticket_channels : var.notification_channels
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
  buckets        = module.buckets.names
  database       = module.store.resource_name
  keymakers      = var.keymakers
  operators      = var.operators
  queues         = module.queues.names
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
