mock_provider "google" {}

variables {
  project_id = "demo-project"
  region     = "europe-west3"
  kms_key    = "projects/demo-project/locations/europe-west3/keyRings/anyqtama/cryptoKeys/buckets"
  buckets = [
    { name = "attachments", versioning = { enabled = true } },
    {
      name            = "certificates"
      retentionPolicy = { retentionPeriod = "157680000" }
      lifecycle = {
        rule = [
          { action = { type = "SetStorageClass", storageClass = "COLDLINE" }, condition = { age = 365, isLive = true } },
          { action = { type = "Delete" }, condition = { daysSinceNoncurrentTime = 30, isLive = false } },
        ]
      }
    },
  ]
}

run "nobody_from_outside" {
  command = plan

  assert {
    condition = alltrue([
      for bucket in concat(values(google_storage_bucket.this), [google_storage_bucket.copies]) :
      bucket.uniform_bucket_level_access && bucket.public_access_prevention == "enforced" && !bucket.force_destroy && bucket.encryption[0].default_kms_key_name == var.kms_key
    ])
    error_message = "Every bucket is closed to the public, encrypted with our key, and not deleted with its objects in it."
  }

  assert {
    condition     = output.names == { attachments = "demo-project-attachments", certificates = "demo-project-certificates" }
    error_message = "A bucket's name has the project's id in front."
  }
}

run "retention_and_lifecycle_as_declared" {
  command = plan

  assert {
    condition     = google_storage_bucket.this["certificates"].retention_policy[0].retention_period == "157680000" && google_storage_bucket.this["certificates"].retention_policy[0].is_locked == false
    error_message = "Certificates are kept, and nothing is locked that was not asked for."
  }

  assert {
    condition     = length(google_storage_bucket.this["attachments"].retention_policy) == 0 && google_storage_bucket.this["attachments"].soft_delete_policy[0].retention_duration_seconds == 2592000
    error_message = "What has no retention can be restored for thirty days."
  }

  assert {
    condition     = one(google_storage_bucket.this["certificates"].lifecycle_rule[0].condition).with_state == "LIVE" && one(google_storage_bucket.this["certificates"].lifecycle_rule[1].condition).with_state == "ARCHIVED"
    error_message = "isLive is told as the provider wants it."
  }
}

run "copies_wait_out_their_year" {
  command = plan

  assert {
    condition     = google_storage_bucket.copies.storage_class == "ARCHIVE" && google_storage_bucket.copies.retention_policy[0].retention_period == "31536000" && one(google_storage_bucket.copies.lifecycle_rule[0].condition).age == 366
    error_message = "An export is kept a year, and deleted after."
  }
}

run "locked_when_asked" {
  command = plan

  variables {
    retention_locked = true
  }

  assert {
    condition     = google_storage_bucket.this["certificates"].retention_policy[0].is_locked && google_storage_bucket.copies.retention_policy[0].is_locked
    error_message = "Retention is locked."
  }
}

run "refuses_what_is_no_bucket" {
  command = plan

  variables {
    buckets = [
      { name = "copies" },
      { name = "Certificates", retentionPolicy = { retentionPeriod = "5y" }, lifecycle = { rule = [{ action = { type = "SetStorageClass" }, condition = { age = 1 } }] } },
    ]
    copies_days = 30
    kms_key     = "buckets"
  }

  expect_failures = [var.buckets, var.copies_days, var.kms_key]
}
