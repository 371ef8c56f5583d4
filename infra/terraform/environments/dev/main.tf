# dev and prod are the same but for their variables: environment.auto.tfvars says how an environment differs, and
# terraform.tfvars (from terraform.tfvars.example) where it is.

terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }

  # The bucket is that of `bootstrap`: terraform init -backend-config=bucket=… -backend-config=prefix=…
  backend "gcs" {}
}

provider "google" {
  project = var.project_id
  region  = var.region
}

module "service" {
  source = "../../modules/service"

  archive                     = var.archive
  audit_locked                = var.audit_locked
  data_residency              = var.data_residency
  database                    = var.database
  delete_protection           = var.delete_protection
  domains                     = var.domains
  encryption_protection_level = var.encryption_protection_level
  environment                 = var.environment
  iin_check                   = var.iin_check
  issuers                     = var.issuers
  keyed_offices               = var.keyed_offices
  keymakers                   = var.keymakers
  labels                      = var.labels
  least_instances             = var.least_instances
  log_sample_rate             = var.log_sample_rate
  ncanode_url                 = var.ncanode_url
  notification_channels       = var.notification_channels
  on_call                     = var.on_call
  operators                   = var.operators
  package_path                = var.package_path
  paused                      = var.paused
  portal_url                  = var.portal_url
  project_id                  = var.project_id
  project_number              = var.project_number
  rate_limits                 = var.rate_limits
  region                      = var.region
  registries_url              = var.registries_url
  registry_bins               = var.registry_bins
  registry_budget             = var.registry_budget
  releasers                   = var.releasers
  retention_locked            = var.retention_locked
  runbooks                    = var.runbooks
  secret_rotation             = var.secret_rotation
  secret_versions             = var.secret_versions
  signing_algorithm           = var.signing_algorithm
  signing_protection_level    = var.signing_protection_level
  ticket_channels             = var.ticket_channels
  time_stamping_url           = var.time_stamping_url
  traffic_on_latest           = var.traffic_on_latest
  trusted_ranges              = var.trusted_ranges
  waf_preview                 = var.waf_preview
}
