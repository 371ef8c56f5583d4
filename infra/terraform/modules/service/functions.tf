# The functions, and the load balancer before them.

module "source" {
  source = "../source"

  project_id     = var.project_id
  project_number = var.project_number
  region         = var.region
  labels         = local.labels
  kms_key        = module.keys.encryption["buckets"]
  package_path   = var.package_path
  build_account  = module.identities.emails["build"]

  depends_on = [module.project]
}

module "functions" {
  source = "../functions"

  project_id                   = var.project_id
  project_number               = var.project_number
  region                       = var.region
  labels                       = local.labels
  archive                      = module.source.archive
  repository                   = module.source.repository
  build_account                = module.identities.emails["build"]
  service_accounts             = { for name in local.services : name => module.identities.emails[name] }
  sizes                        = local.sizes
  least_instances              = var.least_instances
  releasers                    = var.releasers
  traffic_on_latest            = var.traffic_on_latest
  environment_variables        = local.settings
  secret_environment_variables = local.secret_settings
  secret_volumes               = { for name in local.services : name => local.trust_files }

  # A function that may not read its secrets does not start.
  depends_on = [module.project, module.identities]
}

module "edge" {
  source = "../edge"

  project_id      = var.project_id
  region          = var.region
  labels          = local.labels
  domains         = var.domains
  functions       = module.functions.names
  routes          = local.routes
  log_sample_rate = var.log_sample_rate
  rate_limits     = var.rate_limits
  trusted_ranges  = var.trusted_ranges
  waf_preview     = var.waf_preview

  depends_on = [module.project]
}
