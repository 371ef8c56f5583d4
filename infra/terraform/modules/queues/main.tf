# Cloud Tasks hurries a case along, Cloud Scheduler calls the reconcilers. Neither is trusted: the state decides.
#
# A task's address and token are set by the function that makes it (functions/shared/cloud/tasks.py); a job's, here.

locals {
  queues = { for queue in var.queues : queue.name => queue }
  jobs   = { for job in var.jobs : job.name => job }

  # A daily job runs at six in the morning in Almaty, before the offices open and people can act on what it found.
  schedules = {
    for name, job in local.jobs : name => (
      job.everySeconds == 60 ? "* * * * *" :
      job.everySeconds < 3600 ? "*/${job.everySeconds / 60} * * * *" :
      job.everySeconds == 3600 ? "0 * * * *" :
      job.everySeconds < 86400 ? "0 */${job.everySeconds / 3600} * * *" :
      "0 6 * * *"
    )
  }
}

resource "google_cloud_tasks_queue" "this" {
  for_each = local.queues

  project       = var.project_id
  location      = var.region
  name          = each.key
  desired_state = var.paused ? "PAUSED" : "RUNNING"

  rate_limits {
    max_concurrent_dispatches = each.value.rateLimits.maxConcurrentDispatches
    max_dispatches_per_second = each.value.rateLimits.maxDispatchesPerSecond
  }

  retry_config {
    max_attempts       = each.value.retryConfig.maxAttempts
    max_backoff        = each.value.retryConfig.maxBackoff
    max_doublings      = each.value.retryConfig.maxDoublings
    max_retry_duration = each.value.retryConfig.maxRetryDuration
    min_backoff        = each.value.retryConfig.minBackoff
  }

  # A task whose attempts are used up vanishes: its log line is the only trace. It holds a path with a random id.
  stackdriver_logging_config {
    sampling_ratio = 1
  }
}

resource "google_cloud_scheduler_job" "this" {
  for_each = local.jobs

  project     = var.project_id
  region      = var.region
  name        = each.key
  description = "Calls ${each.value.path} of ${each.value.service}."
  schedule    = local.schedules[each.key]
  time_zone   = "Asia/Almaty"
  paused      = var.paused
  # A reconciler stops by itself after 45 seconds, and answers when the last case it began is done.
  attempt_deadline = "120s"

  # What comes again within minutes needs no repeat; what comes once a day does.
  retry_config {
    retry_count          = each.value.everySeconds >= 3600 ? 5 : 0
    min_backoff_duration = "30s"
    max_backoff_duration = "600s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://${each.value.service}-${var.project_number}.${var.region}.run.app${each.value.path}"

    oidc_token {
      audience              = var.audience
      service_account_email = var.tasks_account
    }
  }
}

# On the first of each month, at three in the morning in Almaty. The bucket alone is named, so that each export gets a
# folder of its own, named by its time.
resource "google_cloud_scheduler_job" "export" {
  count = var.export == null ? 0 : 1

  project          = var.project_id
  region           = var.region
  name             = "export-database"
  description      = "Exports the database into ${var.export.bucket}."
  schedule         = "0 3 1 * *"
  time_zone        = "Asia/Almaty"
  paused           = var.paused
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 5
    min_backoff_duration = "300s"
    max_backoff_duration = "3600s"
  }

  http_target {
    http_method = "POST"
    uri         = "https://firestore.googleapis.com/v1/projects/${var.project_id}/databases/${var.export.database}:exportDocuments"
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode(jsonencode({ outputUriPrefix = "gs://${var.export.bucket}" }))

    oauth_token {
      scope                 = "https://www.googleapis.com/auth/datastore"
      service_account_email = var.export.account
    }
  }
}
