output "buckets" {
  description = "Resource names of the log buckets, by name."
  value       = { for name, bucket in google_logging_project_bucket_config.this : name => bucket.id }
}
