# The promises, and who is called when they are being broken (docs/decisions/0026).
#
# An application that is never decided is in no line about decisions: so the promise of five minutes counts what was accepted
# against what was called late, and every case is called late once, whatever becomes of it.

locals {
  period_days = 28

  front_door = "metric.type=\"loadbalancing.googleapis.com/https/request_count\" AND resource.type=\"https_lb_rule\""
  failed     = "metric.labels.response_code_class=500"
  # Uptime checks ask these day and night: what they are told says how the service is, not how people were answered.
  people = {
    for name, backend in var.backends :
    name => "${local.front_door} AND resource.labels.backend_target_name=\"${backend}\" AND NOT resource.labels.matched_url_path_rule=\"/health/${name}\""
  }

  ratios = {
    decided-within-five-minutes = {
      title   = "99.9 % of accepted applications are decided within five minutes (2.1)"
      goal    = 0.999
      total   = local.series["applications_accepted"]
      bad     = local.series["applications_overdue"]
      runbook = "overdue-applications"
    }
    submit-answers = {
      title   = "99.9 % of requests to submit are answered"
      goal    = 0.999
      total   = local.people["submit"]
      bad     = "${local.people["submit"]} AND ${local.failed}"
      runbook = "slow-or-down"
    }
    check-answers = {
      title   = "99.9 % of requests to the public check, and of certificates fetched, are answered"
      goal    = 0.999
      total   = local.people["issue"]
      bad     = "${local.people["issue"]} AND ${local.failed}"
      runbook = "slow-or-down"
    }
  }
  cuts = {
    decided-within-thirty-seconds = {
      title   = "99 % of decisions come within thirty seconds"
      goal    = 0.99
      values  = local.series["decision_seconds"]
      below   = 30
      runbook = "overdue-applications"
    }
  }

  promises = merge(
    { for name, promise in local.ratios : name => { title = promise.title, goal = promise.goal, runbook = promise.runbook, id = google_monitoring_slo.ratio[name].slo_id } },
    { for name, promise in local.cuts : name => { title = promise.title, goal = promise.goal, runbook = promise.runbook, id = google_monitoring_slo.cut[name].slo_id } },
  )
  slo_names = {
    for name, promise in local.promises :
    name => "projects/${var.project_id}/services/${google_monitoring_custom_service.this.service_id}/serviceLevelObjectives/${promise.id}"
  }

  # How fast a month's allowance may be used up before somebody is called, seen in a long window and, so that it ends with the
  # trouble, in a short one (Google, The Site Reliability Workbook, chapter 5, table 5-8).
  speeds = {
    fast = { rate = 14.4, long = "3600s", short = "300s", urgency = "page", says = "2 % of four weeks' allowance in an hour" }
    slow = { rate = 6, long = "21600s", short = "1800s", urgency = "page", says = "5 % of four weeks' allowance in six hours" }
  }
  burns = {
    for pair in setproduct(keys(local.promises), keys(local.speeds)) :
    "${pair[0]}-${pair[1]}" => merge(local.speeds[pair[1]], local.promises[pair[0]], { slo = local.slo_names[pair[0]], speed = pair[1] })
  }
}

resource "google_monitoring_custom_service" "this" {
  project      = var.project_id
  service_id   = "anyqtama"
  display_name = "Anyqtama"
  user_labels  = var.labels
}

resource "google_monitoring_slo" "ratio" {
  for_each = local.ratios

  project             = var.project_id
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = each.key
  display_name        = each.value.title
  goal                = each.value.goal
  rolling_period_days = local.period_days
  user_labels         = var.labels

  request_based_sli {
    good_total_ratio {
      total_service_filter = each.value.total
      bad_service_filter   = each.value.bad
    }
  }
}

resource "google_monitoring_slo" "cut" {
  for_each = local.cuts

  project             = var.project_id
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = each.key
  display_name        = each.value.title
  goal                = each.value.goal
  rolling_period_days = local.period_days
  user_labels         = var.labels

  request_based_sli {
    distribution_cut {
      distribution_filter = each.value.values

      range {
        min = 0
        max = each.value.below
      }
    }
  }
}

resource "google_monitoring_alert_policy" "burn" {
  for_each = local.burns

  project               = var.project_id
  display_name          = "A promise burns (${each.value.speed}): ${each.value.title}"
  combiner              = "AND"
  enabled               = var.enabled
  severity              = local.severities[each.value.urgency]
  notification_channels = local.channels[each.value.urgency]
  user_labels           = var.labels

  dynamic "conditions" {
    for_each = [each.value.long, each.value.short]
    iterator = window

    content {
      display_name = "More than ${each.value.rate} times the allowed rate, over ${window.value}"

      condition_threshold {
        filter          = "select_slo_burn_rate(\"${each.value.slo}\", \"${window.value}\")"
        comparison      = "COMPARISON_GT"
        threshold_value = each.value.rate
        duration        = "0s"
      }
    }
  }

  alert_strategy {
    auto_close = local.auto_close
  }

  documentation {
    mime_type = "text/markdown"
    subject   = "Anyqtama: a promise burns"
    content   = "${each.value.title}. At this speed ${each.value.says} is used up.\n\nRunbook: ${var.runbooks}/${each.value.runbook}.md#confirm"
  }
}
