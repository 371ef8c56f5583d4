# What watches the service.

module "watch" {
  source = "../watch"

  project_id            = var.project_id
  labels                = local.labels
  host                  = var.domains[0]
  metrics               = local.metrics
  alerts                = local.alerts
  notification_channels = var.notification_channels
  ticket_channels       = var.ticket_channels
  runbooks              = var.runbooks
  enabled               = !var.paused

  depends_on = [module.project]
}
