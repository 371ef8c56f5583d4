# Where log entries go, and which are never kept.
#
# The functions' own lines are withheld of personal data before they are written (functions/shared/log.py). Everything
# else is written by Google: an entry can be kept or dropped as a whole, never edited. So dropped are
#   - Cloud Run's request logs: address of the caller and full URL, while our own line `request` has the route's pattern;
#   - the load balancer's logs of requests that were let through and answered below 500;
#   - the load balancer's logs of a URL with twelve digits in a row, as an IIN has, or with a query.
# What stays, and no sink can take away: the caller's address and the path of requests that Cloud Armor stopped or that
# failed (without them no attack and no fault can be looked into), and in the audit logs the e-mail addresses of operators
# and the names of documents and objects, which are random or hashed.

locals {
  functions = "resource.type = \"cloud_run_revision\""
  # Each is dropped wherever it would be kept.
  dropped = {
    run-requests = {
      description = "Cloud Run's request logs: callers' addresses and full URLs."
      filter      = "logName = \"projects/${var.project_id}/logs/run.googleapis.com%2Frequests\""
    }
    edge-let-through = {
      description = "The load balancer's logs of what was let through and did not fail."
      filter      = "resource.type = \"http_load_balancer\" AND httpRequest.status < 500 AND NOT jsonPayload.enforcedSecurityPolicy.outcome = \"DENY\""
    }
    edge-with-numbers = {
      description = "URLs that may hold an IIN, or have a query."
      filter      = "resource.type = \"http_load_balancer\" AND (httpRequest.requestUrl =~ \"[0-9]{12}\" OR httpRequest.requestUrl =~ \"[?]\")"
    }
  }
  audit = "log_id(\"cloudaudit.googleapis.com/data_access\") OR log_id(\"cloudaudit.googleapis.com/activity\") OR log_id(\"cloudaudit.googleapis.com/system_event\") OR log_id(\"cloudaudit.googleapis.com/policy\")"
  # What the functions, the queues, the jobs and the edge write.
  service = join(" OR ", [local.functions, "resource.type = \"cloud_tasks_queue\"", "resource.type = \"cloud_scheduler_job\"", "resource.type = \"http_load_balancer\""])
  buckets = {
    audit = {
      days        = var.audit_days
      description = "Who read and wrote what, and who changed the service."
      filter      = local.audit
      locked      = var.audit_locked
    }
    service = {
      days        = var.service_days
      description = "What the functions, the queues, the jobs and the edge say."
      filter      = "(${local.service}) AND NOT (${local.audit})"
      locked      = false
    }
  }
}

resource "google_logging_project_bucket_config" "this" {
  for_each = local.buckets

  project        = var.project_id
  location       = var.region
  bucket_id      = each.key
  description    = each.value.description
  retention_days = each.value.days
  locked         = each.value.locked
}

resource "google_logging_project_sink" "this" {
  for_each = local.buckets

  project                = var.project_id
  name                   = "anyqtama-${each.key}"
  description            = each.value.description
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.this[each.key].id}"
  filter                 = each.value.filter
  unique_writer_identity = true

  dynamic "exclusions" {
    for_each = local.dropped

    content {
      name        = exclusions.key
      description = exclusions.value.description
      filter      = exclusions.value.filter
    }
  }
}

# Google's own bucket _Default lies in no region of ours, so nothing that has a place here is kept there too.
resource "google_logging_project_exclusion" "default" {
  project     = var.project_id
  name        = "kept-in-our-buckets"
  description = "The log buckets audit and service keep these, in our region."
  filter      = "(${local.audit}) OR ${local.service}"
}
