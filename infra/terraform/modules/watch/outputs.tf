output "alerts" {
  description = "Names of the alert policies that are made of our own lines, by their titles."
  value       = { for name, policy in google_monitoring_alert_policy.event : policy.display_name => name }
}

output "dashboard" {
  description = "Id of the dashboard."
  value       = google_monitoring_dashboard.this.id
}

output "promises" {
  description = "Resource names of the service level objectives."
  value       = local.slo_names
}
