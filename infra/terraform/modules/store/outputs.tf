output "database" {
  description = "The database's id: DATABASE of the functions."
  value       = google_firestore_database.this.name
}

output "resource_name" {
  description = "The database's resource name, by which grants are limited to it."
  value       = "projects/${var.project_id}/databases/${google_firestore_database.this.name}"
}
