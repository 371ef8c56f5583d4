output "emails" {
  description = "E-mail addresses of the service accounts, by their short names."
  value       = { for name, account in google_service_account.this : name => "anyqtama-${name}@${var.project_id}.iam.gserviceaccount.com" if account.account_id != "" }
}

output "names" {
  description = "Resource names of the service accounts, by their short names."
  value       = { for name, account in google_service_account.this : name => account.name }
}
