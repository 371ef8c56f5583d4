# Containers of what is secret. Terraform never sees a value: an operator adds versions, and a function names the number of
# the version that it reads.

locals {
  # Only what can be exchanged without loss is rotated: a new key of the cabinets would lose every cabinet.
  rotating = var.rotation == null ? {} : { for id, secret in var.secrets : id => secret if secret.rotates }
}

resource "google_secret_manager_secret" "this" {
  for_each = var.secrets

  project             = var.project_id
  secret_id           = each.key
  annotations         = { description = each.value.description }
  labels              = var.labels
  deletion_protection = true
  # A version that was destroyed by mistake can be brought back for a week.
  version_destroy_ttl = "604800s"

  replication {
    user_managed {
      replicas {
        location = var.region

        customer_managed_encryption {
          kms_key_name = var.kms_key
        }
      }
    }
  }

  dynamic "topics" {
    for_each = contains(keys(local.rotating), each.key) ? [google_pubsub_topic.this[0].id] : []

    content {
      name = topics.value
    }
  }

  dynamic "rotation" {
    for_each = contains(keys(local.rotating), each.key) ? [var.rotation] : []

    content {
      next_rotation_time = rotation.value.first
      rotation_period    = "${rotation.value.days * 24 * 60 * 60}s"
    }
  }

  lifecycle {
    # Secret Manager moves it on with every rotation.
    ignore_changes = [rotation[0].next_rotation_time]
  }

  depends_on = [google_pubsub_topic_iam_member.this]
}

# Secret Manager reminds by a message, and nobody reads the topic: that a message came is what wakes somebody.
resource "google_pubsub_topic" "this" {
  count = length(local.rotating) > 0 ? 1 : 0

  project                    = var.project_id
  name                       = "secrets"
  labels                     = var.labels
  message_retention_duration = "604800s"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_pubsub_topic_iam_member" "this" {
  count = length(google_pubsub_topic.this)

  project = var.project_id
  topic   = google_pubsub_topic.this[0].name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${var.project_number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
}

resource "google_monitoring_alert_policy" "this" {
  count = length(google_pubsub_topic.this)

  project               = var.project_id
  display_name          = "A secret is due for rotation, or was changed"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = "Secret Manager sent a message"

    condition_threshold {
      filter          = "metric.type = \"pubsub.googleapis.com/topic/send_message_operation_count\" AND resource.type = \"pubsub_topic\" AND resource.labels.topic_id = \"${google_pubsub_topic.this[0].name}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_DELTA"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "Secret Manager reminds of a rotation, or tells that a version was added, disabled or destroyed. The audit log (secretmanager.googleapis.com) says which secret, and who. Where nobody meant to, treat it as a breach: ${var.runbooks}/data-breach.md.\n\nRunbook: ${var.runbooks}/secrets.md#confirm"
  }
}
