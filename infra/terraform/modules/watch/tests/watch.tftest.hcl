mock_provider "google" {}

variables {
  project_id            = "demo-project"
  host                  = "check.example.kz"
  alerts                = jsondecode(file("../../../alerts.json"))
  metrics               = jsondecode(file("../../../metrics.json"))
  notification_channels = ["projects/demo-project/notificationChannels/1"]
  ticket_channels       = ["projects/demo-project/notificationChannels/2"]
  labels                = { service = "anyqtama" }
}

run "metrics_as_declared" {
  command = plan

  assert {
    condition     = toset(keys(google_logging_metric.this)) == toset([for metric in var.metrics : metric.name])
    error_message = "Each entry of the file is a metric."
  }

  assert {
    condition     = google_logging_metric.this["decision_seconds"].filter == "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"submit\" OR \"issue\" OR \"complaint\") AND jsonPayload.message=(\"certificate-issued\" OR \"application-declined\")"
    error_message = "One metric may count lines of several events."
  }

  assert {
    condition     = google_logging_metric.this["decision_seconds"].value_extractor == "EXTRACT(jsonPayload.seconds)" && google_logging_metric.this["decision_seconds"].metric_descriptor[0].value_type == "DISTRIBUTION" && contains(google_logging_metric.this["decision_seconds"].bucket_options[0].explicit_buckets[0].bounds, 30)
    error_message = "A distribution reads its value, and has a bound where the promise is."
  }

  assert {
    condition     = endswith(google_logging_metric.this["notices_given_up"].filter, "AND severity=ALERT AND jsonPayload.given_up=true")
    error_message = "Severity and fields narrow a metric; a truth value stands without quotes."
  }

  assert {
    condition     = google_logging_metric.this["runs"].label_extractors == tomap({ event = "EXTRACT(jsonPayload.message)" }) && google_logging_metric.this["applications_waiting"].label_extractors == tomap({ whom = "EXTRACT(jsonPayload.whom)", why = "EXTRACT(jsonPayload.why)" })
    error_message = "Labels are the fields of their name; the event is the message."
  }
}

run "promises" {
  command = plan

  assert {
    condition     = { for name, slo in google_monitoring_slo.ratio : name => slo.goal } == { check-answers = 0.999, decided-within-five-minutes = 0.999, submit-answers = 0.999 }
    error_message = "Three promises are ratios."
  }

  assert {
    condition     = strcontains(google_monitoring_slo.ratio["decided-within-five-minutes"].request_based_sli[0].good_total_ratio[0].total_service_filter, "user/applications_accepted\"") && strcontains(google_monitoring_slo.ratio["decided-within-five-minutes"].request_based_sli[0].good_total_ratio[0].bad_service_filter, "user/applications_overdue\"")
    error_message = "What was accepted counts, and what was called late: so a case that nobody ever decides counts as broken."
  }

  assert {
    condition     = google_monitoring_slo.cut["decided-within-thirty-seconds"].goal == 0.99 && google_monitoring_slo.cut["decided-within-thirty-seconds"].request_based_sli[0].distribution_cut[0].range[0].max == 30
    error_message = "Ninety-nine of a hundred decisions come within thirty seconds."
  }

  assert {
    condition     = alltrue([for slo in google_monitoring_slo.ratio : slo.rolling_period_days == 28])
    error_message = "Four weeks, so that each has as many weekends."
  }
}

run "burning_calls_somebody" {
  command = plan

  assert {
    condition     = length(google_monitoring_alert_policy.burn) == 8 && alltrue([for policy in google_monitoring_alert_policy.burn : policy.combiner == "AND" && length(policy.conditions) == 2])
    error_message = "Four promises at two speeds, each seen in a long window and in a short one."
  }

  assert {
    condition = [for each in google_monitoring_alert_policy.burn["submit-answers-fast"].conditions : each.condition_threshold[0].filter] == [
      "select_slo_burn_rate(\"projects/demo-project/services/anyqtama/serviceLevelObjectives/submit-answers\", \"3600s\")",
      "select_slo_burn_rate(\"projects/demo-project/services/anyqtama/serviceLevelObjectives/submit-answers\", \"300s\")",
    ]
    error_message = "An hour and five minutes."
  }

  assert {
    condition     = google_monitoring_alert_policy.burn["submit-answers-slow"].conditions[0].condition_threshold[0].threshold_value == 6 && google_monitoring_alert_policy.burn["submit-answers-fast"].conditions[0].condition_threshold[0].threshold_value == 14.4
    error_message = "14.4 and 6 times the allowed rate."
  }
}

run "alerts_as_declared" {
  command = plan

  assert {
    condition     = toset(keys(google_monitoring_alert_policy.event)) == toset([for alert in var.alerts : alert.name])
    error_message = "Each entry of the file is a policy."
  }

  assert {
    condition     = google_monitoring_alert_policy.event["seals-fail"].conditions[0].condition_threshold[0].filter == "metric.type=\"logging.googleapis.com/user/applications_waiting\" AND resource.type=\"cloud_run_revision\" AND metric.labels.whom=monitoring.regex.full_match(\"seal\")"
    error_message = "A condition names our metric and its label."
  }

  assert {
    condition     = google_monitoring_alert_policy.event["reconciler-silent"].conditions[0].condition_prometheus_query_language[0].query == "(sum(increase(logging_googleapis_com:user_runs{monitored_resource=\"cloud_run_revision\", event=\"reconciled\"}[5m])) or vector(0)) < 1"
    error_message = "Silence is told by counting, so that what was never there is silent too."
  }

  assert {
    condition     = google_monitoring_alert_policy.event["applications-overdue"].notification_channels == tolist(["projects/demo-project/notificationChannels/1"]) && google_monitoring_alert_policy.event["signer-expires"].notification_channels == tolist(["projects/demo-project/notificationChannels/2"])
    error_message = "What may wait until the morning goes elsewhere."
  }

  assert {
    condition     = google_monitoring_alert_policy.event["chain-broken"].severity == "CRITICAL" && strcontains(google_monitoring_alert_policy.event["chain-broken"].documentation[0].content, "Runbook: docs/operations/broken-chain.md#confirm")
    error_message = "Each says what it means and where to read on."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.of_google["queue-stands-still"].conditions[0].condition_prometheus_query_language[0].query, "queue_id=~\"archive|deadline|notices|queue|verify\"")
    error_message = "Only queues whose tasks lie ahead by minutes are asked whether they stand still."
  }
}

run "without_channels_for_tickets" {
  command = plan

  variables {
    ticket_channels = []
  }

  assert {
    condition     = google_monitoring_alert_policy.event["signer-expires"].notification_channels == tolist(["projects/demo-project/notificationChannels/1"])
    error_message = "Everything goes to the one channel there is."
  }
}

run "a_copy_that_stands_still_calls_nobody" {
  command = plan

  variables {
    enabled = false
  }

  assert {
    condition     = !anytrue([for policy in concat(values(google_monitoring_alert_policy.event), values(google_monitoring_alert_policy.burn), values(google_monitoring_alert_policy.of_google), [google_monitoring_alert_policy.uptime]) : policy.enabled]) && length(google_monitoring_uptime_check_config.this) == 0
    error_message = "Nothing is raised for it, and nobody knocks."
  }
}

run "asked_from_outside" {
  command = plan

  assert {
    condition     = { for name, check in google_monitoring_uptime_check_config.this : name => check.http_check[0].path } == { check = "/check", health-complaint = "/health/complaint", health-issue = "/health/issue", health-submit = "/health/submit" }
    error_message = "The public check's page, and each function's health."
  }

  assert {
    condition     = alltrue([for check in google_monitoring_uptime_check_config.this : check.http_check[0].validate_ssl && check.monitored_resource[0].labels.host == "check.example.kz"])
    error_message = "Over TLS that is valid, at the host that people use."
  }
}

run "one_page" {
  command = plan

  assert {
    condition     = [for tile in slice(jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles, 0, 4) : tile.yPos] == [0, 0, 0, 0] && alltrue([for tile in slice(jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles, 0, 4) : strcontains(tile.widget.scorecard.timeSeriesQuery.timeSeriesFilter.filter, "select_slo_compliance")])
    error_message = "The promises stand on top."
  }

  assert {
    condition     = alltrue([for tile in jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles : tile.xPos + tile.width <= 48])
    error_message = "Nothing hangs over the edge."
  }
}

run "refuses_an_alert_without_its_metric" {
  command = plan

  variables {
    alerts = [{ name = "lost", title = "Lost", urgency = "page", runbook = "slow-or-down", means = "…", conditions = [{ metric = "nothing", more_than = 0, within = "60s" }] }]
  }

  expect_failures = [var.alerts]
}

run "refuses_a_label_that_the_metric_lacks" {
  command = plan

  variables {
    alerts = [{ name = "lost", title = "Lost", urgency = "page", runbook = "slow-or-down", means = "…", conditions = [{ metric = "runs", labels = { queue = "verify" }, more_than = 0, within = "60s" }] }]
  }

  expect_failures = [var.alerts]
}

run "refuses_a_condition_that_is_both" {
  command = plan

  variables {
    alerts = [{ name = "both", title = "Both", urgency = "page", runbook = "slow-or-down", means = "…", conditions = [{ metric = "runs", more_than = 0, within = "60s", silent_for = "5m" }] }]
  }

  expect_failures = [var.alerts]
}

run "refuses_metrics_that_cannot_measure_the_promises" {
  command = plan

  variables {
    alerts  = []
    metrics = [{ name = "runs", events = ["reconciled"], description = "…", kind = "counter" }]
  }

  expect_failures = [var.metrics]
}

run "refuses_a_distribution_without_a_value" {
  command = plan

  variables {
    metrics = concat(jsondecode(file("../../../metrics.json")), [{ name = "some", events = ["request"], description = "…", kind = "distribution", buckets = [1] }])
  }

  expect_failures = [var.metrics]
}

run "refuses_an_address_as_host" {
  command = plan

  variables {
    host = "https://check.example.kz/"
  }

  expect_failures = [var.host]
}
