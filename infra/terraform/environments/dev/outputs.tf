output "accounts" {
  description = "E-mail addresses of the service accounts, by their short names."
  value       = module.service.accounts
}

output "buckets" {
  description = "Names of the buckets, by their short names."
  value       = module.service.buckets
}

output "commit" {
  description = "The commit that the functions were built from."
  value       = module.service.commit
}

output "database" {
  description = "The database's id."
  value       = module.service.database
}

output "dns_records" {
  description = "What to enter into DNS: first the CNAME of each domain, which proves that it is ours."
  value       = module.service.dns_records
}

output "jobs" {
  description = "Names of the scheduled jobs."
  value       = module.service.jobs
}

output "keys" {
  description = "Resource names of the keys that seal, by ring and office: a version of one goes into the directory."
  value       = module.service.keys
}

output "queues" {
  description = "Names of the queues."
  value       = module.service.queues
}

output "secrets" {
  description = "Secrets that need a version before the functions can start, and the number of the version that they read."
  value       = module.service.secrets
}

output "service_url" {
  description = "Where the service is reached."
  value       = module.service.service_url
}

output "urls" {
  description = "Addresses of the functions for Cloud Tasks and Cloud Scheduler."
  value       = module.service.urls
}
