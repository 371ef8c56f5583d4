mock_provider "google" {}

variables {
  project_id = "demo-project"
}

run "switches_on_and_leaves_on" {
  command = plan

  assert {
    condition     = contains(output.services, "firestore.googleapis.com") && contains(output.services, "cloudtasks.googleapis.com")
    error_message = "The APIs of the database and the queues are switched on."
  }

  assert {
    condition     = alltrue([for service in google_project_service.this : service.disable_on_destroy == false])
    error_message = "No API is switched off when the service is taken down."
  }
}

run "writes_down_who_touched_data" {
  command = plan

  assert {
    condition = alltrue([
      for config in google_project_iam_audit_config.this :
      toset([for log in config.audit_log_config : log.log_type]) == toset(["ADMIN_READ", "DATA_READ", "DATA_WRITE"])
    ])
    error_message = "Every audited service logs administration, reading and writing."
  }

  assert {
    condition     = toset(output.audited) == toset(["cloudkms.googleapis.com", "datastore.googleapis.com", "firestore.googleapis.com", "secretmanager.googleapis.com", "storage.googleapis.com"])
    error_message = "Database, objects, keys and secrets are audited."
  }
}

run "refuses_a_name_that_is_no_id" {
  command = plan

  variables {
    project_id = "Demo Project"
  }

  expect_failures = [var.project_id]
}
