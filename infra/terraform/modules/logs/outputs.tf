output "buckets" {
  description = "Resource names of the log buckets, by name."
  value       = { for name, bucket in google_logging_project_bucket_config.this : name => bucket.id }
}

output "views" {
  description = "Resource names of the views of the whole log buckets, by the bucket's name: by these, reading is granted."
  value       = { for name, bucket in google_logging_project_bucket_config.this : name => "projects/${var.project_id}/locations/${bucket.location}/buckets/${bucket.bucket_id}/views/_AllLogs" }
}
