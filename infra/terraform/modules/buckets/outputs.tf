output "copies" {
  description = "Name of the bucket of the database's exports."
  value       = google_storage_bucket.copies.name
}

output "names" {
  description = "Full names of the buckets, by their short ones."
  value       = { for name, bucket in google_storage_bucket.this : name => bucket.name }
}
