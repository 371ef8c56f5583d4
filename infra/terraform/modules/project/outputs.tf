output "audited" {
  description = "The services whose reading and writing of data is logged."
  value       = sort([for config in google_project_iam_audit_config.this : config.service])
}

output "services" {
  description = "The APIs that are switched on."
  value       = sort([for service in google_project_service.this : service.service])
}
