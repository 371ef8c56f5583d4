output "names" {
  description = "Names of the functions, which are those of their Cloud Run services too."
  # By way of the grants, so that the load balancer sends nobody to a function that lets nobody in.
  value = { for name, grant in google_cloud_run_v2_service_iam_member.invoker : name => grant.name }
}

output "urls" {
  description = "Addresses of the functions for Cloud Tasks and Cloud Scheduler; they follow from the project's number."
  value       = { for name in local.names : name => "https://${name}-${var.project_number}.${var.region}.run.app" }
}
