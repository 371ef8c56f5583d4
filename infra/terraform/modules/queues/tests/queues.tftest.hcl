mock_provider "google" {}

variables {
  project_id     = "demo-project"
  project_number = "123456789012"
  region         = "europe-west3"
  audience       = "anyqtama-tasks"
  tasks_account  = "anyqtama-tasks@demo-project.iam.gserviceaccount.com"
  queues = [
    {
      name        = "verify"
      rateLimits  = { maxDispatchesPerSecond = 50, maxConcurrentDispatches = 16 }
      retryConfig = { maxAttempts = 50, maxRetryDuration = "3600s", minBackoff = "5s", maxBackoff = "60s", maxDoublings = 4 }
    },
  ]
  jobs = [
    { name = "reconcile", service = "issue", path = "/tasks/reconcile", everySeconds = 60 },
    { name = "complaints-reconcile", service = "complaint", path = "/tasks/complaints/reconcile", everySeconds = 300 },
    { name = "hourly", service = "issue", path = "/tasks/hourly", everySeconds = 3600 },
    { name = "twice", service = "issue", path = "/tasks/twice", everySeconds = 43200 },
    { name = "inspect", service = "issue", path = "/tasks/inspect", everySeconds = 86400 },
  ]
  export = {
    account  = "anyqtama-exports@demo-project.iam.gserviceaccount.com"
    bucket   = "demo-project-copies"
    database = "anyqtama"
  }
}

run "queues_as_declared" {
  command = plan

  assert {
    condition     = google_cloud_tasks_queue.this["verify"].rate_limits[0].max_concurrent_dispatches == 16 && google_cloud_tasks_queue.this["verify"].retry_config[0].max_retry_duration == "3600s"
    error_message = "The limits are those of the file."
  }

  assert {
    condition     = google_cloud_tasks_queue.this["verify"].stackdriver_logging_config[0].sampling_ratio == 1
    error_message = "A task that gave up leaves a line."
  }
}

run "seconds_become_a_schedule" {
  command = plan

  assert {
    condition = { for name, job in google_cloud_scheduler_job.this : name => job.schedule } == {
      reconcile            = "* * * * *"
      complaints-reconcile = "*/5 * * * *"
      hourly               = "0 * * * *"
      twice                = "0 */12 * * *"
      inspect              = "0 6 * * *"
    }
    error_message = "Each period has its cron line."
  }

  assert {
    condition     = google_cloud_scheduler_job.this["reconcile"].retry_config[0].retry_count == 0 && google_cloud_scheduler_job.this["inspect"].retry_config[0].retry_count == 5
    error_message = "Only what comes seldom is tried again."
  }
}

run "a_job_shows_who_it_is" {
  command = plan

  assert {
    condition     = google_cloud_scheduler_job.this["reconcile"].http_target[0].uri == "https://issue-123456789012.europe-west3.run.app/tasks/reconcile"
    error_message = "A job calls its function at the address that follows from the project's number."
  }

  assert {
    condition     = google_cloud_scheduler_job.this["reconcile"].http_target[0].oidc_token[0].audience == "anyqtama-tasks" && google_cloud_scheduler_job.this["reconcile"].http_target[0].oidc_token[0].service_account_email == var.tasks_account
    error_message = "It brings a token of the tasks' account for our audience."
  }
}

run "exports_once_a_month" {
  command = plan

  assert {
    condition     = google_cloud_scheduler_job.export[0].schedule == "0 3 1 * *" && google_cloud_scheduler_job.export[0].http_target[0].uri == "https://firestore.googleapis.com/v1/projects/demo-project/databases/anyqtama:exportDocuments"
    error_message = "Firestore is asked for an export on the first of the month."
  }

  assert {
    condition     = jsondecode(base64decode(google_cloud_scheduler_job.export[0].http_target[0].body)).outputUriPrefix == "gs://demo-project-copies"
    error_message = "It goes into the bucket of copies."
  }
}

run "stands_still_when_told" {
  command = plan

  variables {
    paused = true
    export = null
  }

  assert {
    condition     = google_cloud_tasks_queue.this["verify"].desired_state == "PAUSED" && alltrue([for job in google_cloud_scheduler_job.this : job.paused]) && length(google_cloud_scheduler_job.export) == 0
    error_message = "A copy of the service does not act."
  }
}

run "refuses_what_cannot_run" {
  command = plan

  variables {
    jobs          = [{ name = "odd", service = "issue", path = "/tasks/odd", everySeconds = 420 }]
    queues        = [{ name = "a b", rateLimits = { maxDispatchesPerSecond = 501, maxConcurrentDispatches = 1 }, retryConfig = { maxAttempts = 1, maxRetryDuration = "1h", minBackoff = "1s", maxBackoff = "1s", maxDoublings = 1 } }]
    audience      = ""
    tasks_account = "tasks"
    export        = { account = "exports", bucket = "b", database = "d" }
  }

  expect_failures = [var.audience, var.export, var.jobs, var.queues, var.tasks_account]
}

run "refuses_a_job_for_nobody" {
  command = plan

  variables {
    jobs = [{ name = "lost", service = "archive", path = "/v1/cabinet", everySeconds = 60 }]
  }

  expect_failures = [var.jobs]
}
