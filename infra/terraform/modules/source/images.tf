# The images that Cloud Build makes of the archive. A revision runs from its image, and so does a roll back.

# Artifact Registry's agent is made by a command that `bootstrap` shows, before the first apply: the grant needs it.
resource "google_kms_crypto_key_iam_member" "images" {
  crypto_key_id = var.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-${var.project_number}@gcp-sa-artifactregistry.iam.gserviceaccount.com"
}

resource "google_artifact_registry_repository" "this" {
  project       = var.project_id
  location      = var.region
  repository_id = "functions"
  description   = "Images of the functions, made by Cloud Build from the archive"
  format        = "DOCKER"
  kms_key_name  = google_kms_crypto_key_iam_member.images.crypto_key_id
  labels        = var.labels

  # A rule that keeps wins over one that deletes: the newest ten of each image stay, however old they are, so that there
  # are always revisions to go back to.
  cleanup_policies {
    id     = "keep-the-newest"
    action = "KEEP"
    most_recent_versions {
      keep_count = 10
    }
  }

  cleanup_policies {
    id     = "delete-the-old"
    action = "DELETE"
    condition {
      tag_state  = "ANY"
      older_than = "${90 * 24 * 60 * 60}s"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_artifact_registry_repository_iam_member" "build" {
  project    = var.project_id
  location   = google_artifact_registry_repository.this.location
  repository = google_artifact_registry_repository.this.name
  role       = "roles/artifactregistry.writer"
  member     = "serviceAccount:${var.build_account}"
}
