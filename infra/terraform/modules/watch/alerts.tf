# What calls somebody. Those made of our own lines stand in infra/alerts.json; here are those of Google's metrics:
#   https://cloud.google.com/monitoring/api/metrics_gcp (cloudtasks, run, loadbalancing, monitoring)

locals {
  alerts     = { for alert in var.alerts : alert.name => alert }
  severities = { page = "CRITICAL", ticket = "WARNING" }
  channels   = { page = var.notification_channels, ticket = length(var.ticket_channels) > 0 ? var.ticket_channels : var.notification_channels }
  auto_close = "3600s"

  # A label is compared with the whole of its value, by RE2.
  chosen = {
    for name, alert in local.alerts : name => [
      for each in alert.conditions : join("", [for label, value in each.labels : " AND metric.labels.${label}=monitoring.regex.full_match(${jsonencode(value)})"])
    ]
  }
  # Silence is told in PromQL, where a series that was never there can be asked for too. PromQL sees a counter as a sum that
  # only grows, so what it grew by is asked: above zero it stays for as long as its instance lives.
  # Names are Google's own rule: the first slash becomes a colon, every other sign a low line
  # (https://cloud.google.com/monitoring/promql/promql-mapping).
  silences = {
    for name, alert in local.alerts : name => [
      for each in alert.conditions : each.silent_for == null ? "" : format(
        "(sum(increase(logging_googleapis_com:user_%s{%s}[%s])) or vector(0)) < 1",
        each.metric,
        join(", ", concat(["monitored_resource=\"cloud_run_revision\""], [for label, value in each.labels : "${label}=${jsonencode(value)}"])),
        each.silent_for,
      )
    ]
  }

  of_google = {
    queue-stands-still = {
      title   = "A queue does not move"
      urgency = "ticket"
      runbook = "dead-queue"
      means   = "Tasks wait in a queue, and for twenty minutes none was tried. The reconcilers do the work, later."
      # queue/depth counts tasks that lie ahead as well, so only queues are asked whose tasks lie ahead by less.
      query = join(" ", [
        "min_over_time(cloudtasks_googleapis_com:queue_depth{monitored_resource=\"cloud_tasks_queue\", queue_id=~\"${join("|", sort(var.queues))}\"}[20m]) > 0",
        "unless on (queue_id) sum by (queue_id) (increase(cloudtasks_googleapis_com:queue_task_attempt_count{monitored_resource=\"cloud_tasks_queue\"}[20m])) > 0",
      ])
    }
    function-without-requests = {
      title   = "A function gets no requests"
      urgency = "page"
      runbook = "dead-queue"
      means   = "Each function is called by Cloud Scheduler every one or five minutes. One that got no request for twenty is not reached, or not there."
      query = join(" or ", [
        for service in ["complaint", "issue", "submit"] :
        "((sum(increase(run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\", service_name=\"${service}\"}[20m])) or vector(0)) < 1)"
      ])
    }
  }
}

resource "google_monitoring_alert_policy" "event" {
  for_each = local.alerts

  project               = var.project_id
  display_name          = each.value.title
  combiner              = "OR"
  enabled               = var.enabled
  severity              = local.severities[each.value.urgency]
  notification_channels = local.channels[each.value.urgency]
  user_labels           = var.labels

  dynamic "conditions" {
    for_each = each.value.conditions
    iterator = each_condition

    content {
      display_name = (
        each_condition.value.silent_for == null
        ? "${each_condition.value.metric}: more than ${each_condition.value.more_than} in ${each_condition.value.within}"
        : "${join(", ", values(each_condition.value.labels))}: none for ${each_condition.value.silent_for}"
      )

      dynamic "condition_threshold" {
        for_each = each_condition.value.silent_for == null ? [each_condition.value] : []

        content {
          filter          = "${local.series[condition_threshold.value.metric]}${local.chosen[each.key][each_condition.key]}"
          comparison      = "COMPARISON_GT"
          threshold_value = condition_threshold.value.more_than
          duration        = "0s"

          aggregations {
            alignment_period     = condition_threshold.value.within
            per_series_aligner   = "ALIGN_DELTA"
            cross_series_reducer = "REDUCE_SUM"
            group_by_fields      = [for label in condition_threshold.value.by : "metric.label.${label}"]
          }
        }
      }

      dynamic "condition_prometheus_query_language" {
        for_each = each_condition.value.silent_for == null ? [] : [local.silences[each.key][each_condition.key]]

        content {
          query               = condition_prometheus_query_language.value
          duration            = "0s"
          evaluation_interval = "60s"
          # At the first apply no run has been counted yet.
          disable_metric_validation = true
        }
      }
    }
  }

  alert_strategy {
    auto_close = local.auto_close
  }

  documentation {
    mime_type = "text/markdown"
    subject   = "Anyqtama: ${each.value.title}"
    content   = "${each.value.means}\n\nRunbook: ${var.runbooks}/${each.value.runbook}.md#confirm"
  }

  depends_on = [google_logging_metric.this]
}

resource "google_monitoring_alert_policy" "of_google" {
  for_each = local.of_google

  project               = var.project_id
  display_name          = each.value.title
  combiner              = "OR"
  enabled               = var.enabled
  severity              = local.severities[each.value.urgency]
  notification_channels = local.channels[each.value.urgency]
  user_labels           = var.labels

  conditions {
    display_name = each.value.title

    condition_prometheus_query_language {
      query                     = each.value.query
      duration                  = "0s"
      evaluation_interval       = "60s"
      disable_metric_validation = true
    }
  }

  alert_strategy {
    auto_close = local.auto_close
  }

  documentation {
    mime_type = "text/markdown"
    subject   = "Anyqtama: ${each.value.title}"
    content   = "${each.value.means}\n\nRunbook: ${var.runbooks}/${each.value.runbook}.md#confirm"
  }
}
