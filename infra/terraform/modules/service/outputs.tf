output "accounts" {
  description = "E-mail addresses of the service accounts, by their short names."
  value       = module.identities.emails
}

output "buckets" {
  description = "Names of the buckets, by their short names."
  value       = merge(module.buckets.names, { copies = module.buckets.copies })
}

output "commit" {
  description = "The commit that the functions were built from."
  value       = module.source.commit
}

output "database" {
  description = "The database's id."
  value       = module.store.database
}

output "dns_records" {
  description = "What to enter into DNS: first the CNAME of each domain, which proves that it is ours."
  value       = module.edge.dns_records
}

output "jobs" {
  description = "Names of the scheduled jobs."
  value       = module.queues.jobs
}

output "keys" {
  description = "Resource names of the keys that seal, by ring and office: a version of one goes into the directory."
  value       = { heads = module.keys.heads, signers = module.keys.signers }
}

output "queues" {
  description = "Names of the queues."
  value       = sort(values(module.queues.names))
}

output "secrets" {
  description = "Secrets that need a version before the functions can start, and the number of the version that they read."
  value       = { for id, version in local.versions : id => version.version }
}

output "service_url" {
  description = "Where the service is reached."
  value       = "https://${var.domains[0]}"
}

output "urls" {
  description = "Addresses of the functions for Cloud Tasks and Cloud Scheduler."
  value       = local.urls
}
