# One page for whoever is on duty: the promises on top, then what explains them, from the outside in.

locals {
  # Each promise: how much of it was kept, and below it how much of the allowance is left.
  kept = [
    for name in sort(keys(local.promises)) : {
      title = local.promises[name].title
      scorecard = {
        timeSeriesQuery = {
          timeSeriesFilter = {
            filter      = "select_slo_compliance(\"${local.slo_names[name]}\")"
            aggregation = { alignmentPeriod = "300s", perSeriesAligner = "ALIGN_MEAN" }
          }
        }
        gaugeView  = { lowerBound = 0.95, upperBound = 1 }
        thresholds = [{ value = local.promises[name].goal, color = "RED", direction = "BELOW" }]
      }
    }
  ]

  # Charts, in rows of two: what each shows, and how its lines are made.
  charts = [
    {
      title = "What is left of each promise's allowance (0: used up)"
      lines = [
        for name in sort(keys(local.promises)) :
        { filter = "select_slo_budget_fraction(\"${local.slo_names[name]}\")", aligner = "ALIGN_MEAN", reducer = null, by = [], legend = name }
      ]
    },
    {
      title = "Seconds to the decision: half, 95 %, 99 %"
      lines = [
        for part in ["50", "95", "99"] :
        { filter = local.series["decision_seconds"], aligner = "ALIGN_DELTA", reducer = "REDUCE_PERCENTILE_${part}", by = [], legend = "${part} %" }
      ]
    },
    {
      title = "Applications: accepted, decided, overdue"
      lines = [
        { filter = local.series["applications_accepted"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.channel"], legend = "accepted" },
        { filter = local.series["decision_seconds"], aligner = "ALIGN_COUNT", reducer = "REDUCE_SUM", by = ["metric.label.event"], legend = "decided" },
        { filter = local.series["applications_overdue"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.waiting_for"], legend = "overdue" },
      ]
    },
    {
      title = "Attempts that wait: for whom, and why"
      lines = [
        { filter = local.series["applications_waiting"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.whom", "metric.label.why"], legend = "applications" },
        { filter = local.series["answers_not_sealed"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.office"], legend = "answers to complaints" },
      ]
    },
    {
      title = "Requests through the front door, by class of their answer"
      lines = [
        for name, series in local.people :
        { filter = series, aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = ["metric.label.response_code_class"], legend = name }
      ]
    },
    {
      title = "Milliseconds to an answer by route, 95 %"
      lines = [
        { filter = local.series["request_ms"], aligner = "ALIGN_DELTA", reducer = "REDUCE_PERCENTILE_95", by = ["metric.label.route"], legend = "$${metric.labels.route}" },
      ]
    },
    {
      title = "Answers with 5xx by route; 503 of a task means: come again"
      lines = [
        { filter = "${local.series["request_ms"]} AND metric.labels.status=monitoring.regex.full_match(\"5..\")", aligner = "ALIGN_COUNT", reducer = "REDUCE_SUM", by = ["metric.label.route", "metric.label.status"], legend = "$${metric.labels.route} $${metric.labels.status}" },
      ]
    },
    {
      title = "Mistakes of ours, and writes lost to rivals"
      lines = [
        for name in ["unexpected_errors", "unexpected_alerts", "lost_races", "calendar_unknown", "iin_check_off"] :
        { filter = local.series[name], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = [], legend = name }
      ]
    },
    {
      title = "Runs of the reconcilers and of the daily inspection"
      lines = [
        { filter = local.series["runs"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.event"], legend = "$${metric.labels.event}" },
        { filter = local.series["inspections_unfinished"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = [], legend = "unfinished" },
      ]
    },
    {
      title = "Tasks in the queues, those that lie ahead too; and tasks that could not be made"
      lines = [
        { filter = "metric.type=\"cloudtasks.googleapis.com/queue/depth\" AND resource.type=\"cloud_tasks_queue\"", aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = ["resource.label.queue_id"], legend = "$${resource.labels.queue_id}" },
        { filter = local.series["tasks_not_created"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.queue"], legend = "not created" },
      ]
    },
    {
      title = "Attempts of tasks, by answer"
      lines = [
        { filter = "metric.type=\"cloudtasks.googleapis.com/queue/task_attempt_count\" AND resource.type=\"cloud_tasks_queue\"", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["resource.label.queue_id", "metric.label.response_code"], legend = "$${resource.labels.queue_id} $${metric.labels.response_code}" },
      ]
    },
    {
      title = "The halls: times missed (2.2, 2.3)"
      lines = [
        { filter = local.series["queue_times_missed"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.kind"], legend = "$${metric.labels.kind}" },
      ]
    },
    {
      title = "Complaints: registered, answered, and times that ran out"
      lines = [
        { filter = local.series["complaints"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.event"], legend = "$${metric.labels.event}" },
        { filter = local.series["complaint_times_over"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.mark"], legend = "$${metric.labels.mark}" },
        { filter = local.series["complaints_unowned"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = [], legend = "of an unknown office" },
        { filter = local.series["complaint_sums_wrong"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = [], legend = "sums wrong" },
      ]
    },
    {
      title = "Notices to the portal, and copies to the archive"
      lines = [
        { filter = local.series["notices"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.event"], legend = "$${metric.labels.event}" },
        { filter = local.series["notices_given_up"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = [], legend = "given up" },
        { filter = local.series["archive"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.event"], legend = "$${metric.labels.event}" },
        { filter = local.series["archive_calls"], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = ["metric.label.why"], legend = "archive: $${metric.labels.why}" },
      ]
    },
    {
      title = "What the daily inspection found"
      lines = [
        for name in ["signers_expire", "signers_expire_soon", "chains_broken", "deposits_behind", "calendar_ends"] :
        { filter = local.series[name], aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = [], legend = name }
      ]
    },
    {
      title = "Instances of the functions"
      lines = [
        { filter = "metric.type=\"run.googleapis.com/container/instance_count\" AND resource.type=\"cloud_run_revision\"", aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = ["resource.label.service_name"], legend = "$${resource.labels.service_name}" },
      ]
    },
  ]

  drawn = [
    for chart in local.charts : {
      title = chart.title
      xyChart = {
        dataSets = [
          for line in chart.lines : {
            plotType       = "LINE"
            legendTemplate = line.legend
            timeSeriesQuery = {
              timeSeriesFilter = {
                filter = line.filter
                aggregation = {
                  for setting, value in {
                    alignmentPeriod    = "300s"
                    perSeriesAligner   = line.aligner
                    crossSeriesReducer = line.reducer
                    groupByFields      = line.reducer == null ? null : line.by
                  } : setting => value if value != null
                }
              }
            }
          }
        ]
      }
    }
  ]

  # In a grid of 48 columns: the promises side by side, then two charts in each row.
  width = 48 / length(local.kept)
  tiles = concat(
    [for place, widget in local.kept : jsonencode({ xPos = place * local.width, yPos = 0, width = local.width, height = 10, widget = widget })],
    [for place, widget in local.drawn : jsonencode({ xPos = (place % 2) * 24, yPos = 10 + floor(place / 2) * 14, width = 24, height = 14, widget = widget })],
  )
}

resource "google_monitoring_dashboard" "this" {
  project = var.project_id
  dashboard_json = jsonencode({
    displayName  = "Anyqtama"
    mosaicLayout = { columns = 48, tiles = [for tile in local.tiles : jsondecode(tile)] }
  })

  depends_on = [google_logging_metric.this]
}
