# The database, its indexes, and the copies that outlive it.
#
# Point-in-time recovery reaches back seven days, to the minute, but dies with the database. The backups do not: daily ones
# for a mistake that is noticed in the second week, weekly ones for as long as Firestore keeps any.

locals {
  indexes = {
    for index in var.indexes :
    join(" ", concat([index.collectionGroup, index.queryScope], [for field in index.fields : "${field.fieldPath}:${coalesce(field.order, field.arrayConfig)}"])) => index
  }
  fields = { for field in var.field_overrides : "${field.collectionGroup}.${field.fieldPath}" => field }
}

resource "google_firestore_database" "this" {
  project                           = var.project_id
  name                              = var.database
  location_id                       = var.region
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "OPTIMISTIC"
  delete_protection_state           = var.delete_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"

  cmek_config {
    kms_key_name = var.kms_key
  }
}

resource "google_firestore_backup_schedule" "daily" {
  project   = var.project_id
  database  = google_firestore_database.this.name
  retention = "${var.daily_backups_days * 24 * 60 * 60}s"

  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  project   = var.project_id
  database  = google_firestore_database.this.name
  retention = "${var.weekly_backups_weeks * 7 * 24 * 60 * 60}s"

  weekly_recurrence {
    day = "SUNDAY"
  }
}

resource "google_firestore_index" "this" {
  for_each = local.indexes

  project     = var.project_id
  database    = google_firestore_database.this.name
  collection  = each.value.collectionGroup
  query_scope = each.value.queryScope

  dynamic "fields" {
    for_each = each.value.fields

    content {
      field_path   = fields.value.fieldPath
      order        = fields.value.order
      array_config = fields.value.arrayConfig
    }
  }
}

resource "google_firestore_field" "this" {
  for_each = local.fields

  project    = var.project_id
  database   = google_firestore_database.this.name
  collection = each.value.collectionGroup
  field      = each.value.fieldPath

  # A block without indexes exempts the field; no block at all leaves it as all others are.
  dynamic "index_config" {
    for_each = each.value.indexes == null ? [] : [each.value.indexes]

    content {
      dynamic "indexes" {
        for_each = index_config.value

        content {
          array_config = indexes.value.arrayConfig
          order        = indexes.value.order
          query_scope  = indexes.value.queryScope
        }
      }
    }
  }

  dynamic "ttl_config" {
    for_each = each.value.ttl ? [true] : []

    content {}
  }
}
