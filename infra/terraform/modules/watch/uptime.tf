# Asked from outside, as people ask: through the load balancer, from three parts of the world, every minute. Health is public
# and remembered for ten seconds, so that no secret is needed and nothing is worn out.

locals {
  pages = {
    check            = { path = "/check", title = "The public check's page" }
    health-complaint = { path = "/health/complaint", title = "Complaints can be taken" }
    health-issue     = { path = "/health/issue", title = "Certificates can be issued" }
    health-submit    = { path = "/health/submit", title = "Applications can be taken" }
  }
}

resource "google_monitoring_uptime_check_config" "this" {
  for_each = var.enabled ? local.pages : {}

  project          = var.project_id
  display_name     = each.value.title
  period           = "60s"
  timeout          = "10s"
  selected_regions = ["ASIA_PACIFIC", "EUROPE", "SOUTH_AMERICA"]
  user_labels      = var.labels

  http_check {
    path         = each.value.path
    port         = 443
    use_ssl      = true
    validate_ssl = true

    accepted_response_status_codes {
      status_value = 200
    }
  }

  monitored_resource {
    type   = "uptime_url"
    labels = { host = var.host, project_id = var.project_id }
  }
}

resource "google_monitoring_alert_policy" "uptime" {
  project               = var.project_id
  display_name          = "The service is not reached, or not well"
  combiner              = "OR"
  enabled               = var.enabled
  severity              = local.severities["page"]
  notification_channels = local.channels["page"]
  user_labels           = var.labels

  conditions {
    display_name = "Two parts of the world see the same check fail, for three minutes"

    condition_threshold {
      filter          = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND resource.type=\"uptime_url\" AND resource.labels.host=\"${var.host}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "180s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["metric.label.check_id"]
      }
    }
  }

  alert_strategy {
    auto_close = local.auto_close
  }

  documentation {
    mime_type = "text/markdown"
    subject   = "Anyqtama: not reached, or not well"
    content   = "A check from outside fails: the public check's page, or the health of a function. Open https://${var.host}/health/submit, /health/issue and /health/complaint: they say which part is not well.\n\nRunbook: ${var.runbooks}/slow-or-down.md#confirm"
  }
}
