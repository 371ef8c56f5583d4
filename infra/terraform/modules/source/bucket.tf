# Where the archives wait for Cloud Build. An archive is named by its hash: the same bytes are uploaded once, other bytes
# are another object and so another deployment, and what an earlier deployment was made of is still there to go back to.

locals {
  sha256 = filesha256(var.package_path)
}

resource "google_storage_bucket" "this" {
  project                     = var.project_id
  name                        = "${var.project_id}-source"
  location                    = upper(var.region)
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = var.labels

  encryption {
    default_kms_key_name = var.kms_key
  }

  versioning {
    enabled = true
  }

  # An archive is 2 MB and can be built again from its commit; a year of them is enough to go back without building.
  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      days_since_noncurrent_time = 365
      with_state                 = "ARCHIVED"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_storage_bucket_object" "this" {
  bucket       = google_storage_bucket.this.name
  name         = "sha256/${local.sha256}.zip"
  source       = var.package_path
  content_type = "application/zip"
  kms_key_name = var.kms_key

  metadata = {
    # Which commit it was built from, for whoever looks at the bucket.
    commit = regex("anyqtama-([0-9a-f]{12})\\.zip$", var.package_path)[0]
  }

  # When another archive takes its place, this one becomes a noncurrent version, and is kept by the rule above.
  lifecycle {
    create_before_destroy = true
  }
}

resource "google_storage_bucket_iam_member" "build" {
  bucket = google_storage_bucket.this.name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${var.build_account}"
}
