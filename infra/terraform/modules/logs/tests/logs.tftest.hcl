mock_provider "google" {}

variables {
  project_id = "demo-project"
  region     = "europe-west3"
}

run "kept_in_the_region_for_their_time" {
  command = plan

  assert {
    condition     = { for name, bucket in google_logging_project_bucket_config.this : name => "${bucket.location} ${bucket.retention_days}" } == { audit = "europe-west3 400", service = "europe-west3 30" }
    error_message = "The audit log lives 400 days, the functions' lines 30, both in our region."
  }

  assert {
    condition     = alltrue([for bucket in google_logging_project_bucket_config.this : bucket.locked == false])
    error_message = "Nothing is locked that was not asked for."
  }
}

run "drops_what_may_name_a_person" {
  command = plan

  assert {
    condition     = alltrue([for sink in google_logging_project_sink.this : toset([for exclusion in sink.exclusions : exclusion.name]) == toset(["edge-let-through", "edge-with-numbers", "run-requests"])])
    error_message = "No sink keeps request logs of Cloud Run, or URLs that may hold an IIN."
  }

  assert {
    condition     = strcontains(google_logging_project_exclusion.default.filter, "cloud_run_revision") && strcontains(google_logging_project_exclusion.default.filter, "http_load_balancer")
    error_message = "What has a place in our region is not kept in Google's own bucket too."
  }
}

run "locks_the_audit_log_alone" {
  command = plan

  variables {
    audit_locked = true
  }

  assert {
    condition     = google_logging_project_bucket_config.this["audit"].locked && !google_logging_project_bucket_config.this["service"].locked
    error_message = "The audit log is locked, the functions' lines are not."
  }
}

run "refuses_to_forget_too_soon_or_too_late" {
  command = plan

  variables {
    audit_days   = 30
    service_days = 400
  }

  expect_failures = [var.audit_days, var.service_days]
}
