mock_provider "google" {}

variables {
  project_id = "demo-project"
  region     = "europe-west3"
  kms_key    = "projects/demo-project/locations/europe-west3/keyRings/anyqtama/cryptoKeys/store"
  indexes = [
    {
      collectionGroup = "applications"
      queryScope      = "COLLECTION"
      fields          = [{ fieldPath = "cabinet", order = "ASCENDING" }, { fieldPath = "accepted_at", order = "DESCENDING" }]
    },
  ]
}

run "a_database_that_is_hard_to_lose" {
  command = plan

  assert {
    condition     = google_firestore_database.this.name == "anyqtama" && google_firestore_database.this.type == "FIRESTORE_NATIVE"
    error_message = "The database is native and named."
  }

  assert {
    condition     = google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED" && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    error_message = "It is protected from deletion, and can be read as it was."
  }

  assert {
    condition     = google_firestore_database.this.cmek_config[0].kms_key_name == var.kms_key
    error_message = "It is encrypted with our key."
  }

  assert {
    condition     = google_firestore_backup_schedule.daily.retention == "1209600s" && google_firestore_backup_schedule.weekly.retention == "8467200s"
    error_message = "Daily backups live two weeks, weekly ones fourteen."
  }
}

run "indexes_as_declared" {
  command = plan

  assert {
    condition     = [for field in google_firestore_index.this["applications COLLECTION cabinet:ASCENDING accepted_at:DESCENDING"].fields : "${field.field_path} ${field.order}"] == ["cabinet ASCENDING", "accepted_at DESCENDING"]
    error_message = "The fields of an index come in the order of the file."
  }
}

run "single_fields_exempted_and_expiring" {
  command = plan

  variables {
    field_overrides = [
      { collectionGroup = "events", fieldPath = "at", indexes = [] },
      { collectionGroup = "tickets", fieldPath = "expires_at", ttl = true, indexes = [] },
      { collectionGroup = "desks", fieldPath = "expires_at", ttl = true },
    ]
  }

  assert {
    condition     = length(google_firestore_field.this["events.at"].index_config) == 1 && length(google_firestore_field.this["events.at"].index_config[0].indexes) == 0
    error_message = "An empty list of indexes exempts the field."
  }

  assert {
    condition     = length(google_firestore_field.this["tickets.expires_at"].ttl_config) == 1 && length(google_firestore_field.this["events.at"].ttl_config) == 0
    error_message = "Documents expire by a field that says so."
  }

  assert {
    condition     = length(google_firestore_field.this["desks.expires_at"].index_config) == 0
    error_message = "A field without a list is indexed as all others are."
  }
}

run "refuses_backups_that_firestore_would_not_keep" {
  command = plan

  variables {
    daily_backups_days   = 99
    weekly_backups_weeks = 15
  }

  expect_failures = [var.daily_backups_days, var.weekly_backups_weeks]
}

run "refuses_indexes_that_are_none" {
  command = plan

  variables {
    indexes         = [{ collectionGroup = "applications", queryScope = "COLLECTION", fields = [{ fieldPath = "cabinet", order = "ASCENDING" }] }]
    field_overrides = [{ collectionGroup = "events", fieldPath = "at" }]
    kms_key         = "store"
  }

  expect_failures = [var.field_overrides, var.indexes, var.kms_key]
}

run "a_restored_database_has_another_name" {
  command = plan

  variables {
    database = "anyqtama-20261124"
  }

  assert {
    condition     = google_firestore_database.this.name == "anyqtama-20261124" && output.database == "anyqtama-20261124"
    error_message = "The functions, the indexes and the grants follow the variable."
  }
}

run "an_id_that_firestore_would_refuse" {
  command = plan

  variables {
    database = "Anyqtama"
  }

  expect_failures = [var.database]
}
