# What is counted in the log. Each metric is an entry of infra/metrics.json; tests/unit/test_metrics.py compares it with the
# code's own lines.
#
# A new metric is known to Cloud Monitoring some minutes after it was made. Where a first apply ends with "Cannot find metric",
# the second one goes through.

locals {
  metrics  = { for metric in var.metrics : metric.name => metric }
  services = "(\"submit\" OR \"issue\" OR \"complaint\")"

  # A number and a truth value stand as they are, everything else in quotes.
  conditions = {
    for name, metric in local.metrics : name => [
      for field, value in metric.filter : "jsonPayload.${field}=${can(regex("^(true|false|-?[0-9.]+)$", value)) ? value : jsonencode(value)}"
    ]
  }
  log_filters = {
    for name, metric in local.metrics : name => join(" AND ", concat(
      [
        "resource.type=\"cloud_run_revision\"",
        "resource.labels.service_name=${local.services}",
        "jsonPayload.message=(${join(" OR ", [for event in metric.events : jsonencode(event)])})",
      ],
      metric.severity == null ? [] : ["severity=${metric.severity}"],
      local.conditions[name],
    ))
  }

  # How a filter of Cloud Monitoring names each.
  types = { for name in keys(local.metrics) : name => "logging.googleapis.com/user/${google_logging_metric.this[name].name}" }
  series = {
    for name, type in local.types : name => "metric.type=\"${type}\" AND resource.type=\"cloud_run_revision\""
  }
}

resource "google_logging_metric" "this" {
  for_each = local.metrics

  project     = var.project_id
  name        = each.key
  description = each.value.description
  filter      = local.log_filters[each.key]

  value_extractor = each.value.value == null ? null : "EXTRACT(jsonPayload.${each.value.value})"
  # The event's name stands in the message, everything else in a field of its own name.
  label_extractors = {
    for label in each.value.labels : label => "EXTRACT(jsonPayload.${label == "event" ? "message" : label})"
  }

  metric_descriptor {
    metric_kind  = "DELTA"
    value_type   = each.value.kind == "counter" ? "INT64" : "DISTRIBUTION"
    unit         = each.value.unit
    display_name = each.value.description

    dynamic "labels" {
      for_each = each.value.labels

      content {
        key        = labels.value
        value_type = "STRING"
      }
    }
  }

  dynamic "bucket_options" {
    for_each = each.value.kind == "counter" ? [] : [each.value.buckets]

    content {
      explicit_buckets {
        bounds = bucket_options.value
      }
    }
  }
}
