output "archive" {
  description = "Where Cloud Build finds the archive: bucket, object, and its generation."
  value = {
    # By way of the grants, so that nothing is built before the builder may read and write.
    bucket     = google_storage_bucket_iam_member.build.bucket
    object     = google_storage_bucket_object.this.name
    generation = google_storage_bucket_object.this.generation
  }
}

output "bucket" {
  description = "Name of the bucket of the archives."
  value       = google_storage_bucket.this.name
}

output "commit" {
  description = "The commit that the archive was built from, by its file's name."
  value       = google_storage_bucket_object.this.metadata.commit
}

output "repository" {
  description = "Resource name of the repository of images."
  value       = "projects/${var.project_id}/locations/${google_artifact_registry_repository_iam_member.build.location}/repositories/${google_artifact_registry_repository.this.repository_id}"
}

output "sha256" {
  description = "SHA-256 of the archive, as make package printed it."
  value       = local.sha256
}
