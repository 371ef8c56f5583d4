# What is too large for a document: attachments and evidence, certificates, answers; and the exports of the database.
#
# Who reads and writes an object stands in the audit log (module project), which names the object and the account, and
# misses nothing; usage logs in a bucket of their own would say the same, later and with gaps.

locals {
  buckets     = { for bucket in var.buckets : bucket.name => bucket }
  day_seconds = 24 * 60 * 60
}

resource "google_storage_bucket" "this" {
  for_each = local.buckets

  project                     = var.project_id
  name                        = "${var.project_id}-${each.key}"
  location                    = upper(var.region)
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  default_event_based_hold    = each.value.defaultEventBasedHold
  force_destroy               = false
  labels                      = var.labels

  encryption {
    default_kms_key_name = var.kms_key
  }

  versioning {
    enabled = each.value.versioning.enabled
  }

  soft_delete_policy {
    retention_duration_seconds = tonumber(each.value.softDeletePolicy.retentionDurationSeconds)
  }

  dynamic "retention_policy" {
    for_each = each.value.retentionPolicy == null ? [] : [each.value.retentionPolicy]

    content {
      is_locked        = var.retention_locked
      retention_period = retention_policy.value.retentionPeriod
    }
  }

  dynamic "lifecycle_rule" {
    for_each = each.value.lifecycle.rule

    content {
      action {
        type          = lifecycle_rule.value.action.type
        storage_class = lifecycle_rule.value.action.storageClass
      }

      condition {
        age                        = lifecycle_rule.value.condition.age
        days_since_custom_time     = lifecycle_rule.value.condition.daysSinceCustomTime
        days_since_noncurrent_time = lifecycle_rule.value.condition.daysSinceNoncurrentTime
        matches_prefix             = lifecycle_rule.value.condition.matchesPrefix
        matches_storage_class      = lifecycle_rule.value.condition.matchesStorageClass
        matches_suffix             = lifecycle_rule.value.condition.matchesSuffix
        num_newer_versions         = lifecycle_rule.value.condition.numNewerVersions
        with_state                 = lifecycle_rule.value.condition.isLive == null ? null : lifecycle_rule.value.condition.isLive ? "LIVE" : "ARCHIVED"
      }
    }
  }
}

# Exports of the database, one a month: for the day on which every backup of Firestore is gone or too old.
resource "google_storage_bucket" "copies" {
  project                     = var.project_id
  name                        = "${var.project_id}-copies"
  location                    = upper(var.region)
  storage_class               = "ARCHIVE"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false
  labels                      = var.labels

  encryption {
    default_kms_key_name = var.kms_key
  }

  # An export is never written over, and what is deleted after its time must be gone: no older versions are kept.
  versioning {
    enabled = false
  }

  soft_delete_policy {
    retention_duration_seconds = 7 * local.day_seconds
  }

  retention_policy {
    is_locked        = var.retention_locked
    retention_period = tostring(var.copies_days * local.day_seconds)
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = var.copies_days + 1
    }
  }
}
