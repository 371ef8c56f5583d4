# Shifting requests between revisions, back above all. Cloud Run has no permission for that alone.

locals {
  shifts = { for pair in setproduct(var.releasers, local.names) : "${pair[0]} ${pair[1]}" => { member = pair[0], function = pair[1] } }
}

resource "google_project_iam_custom_role" "traffic" {
  project     = var.project_id
  role_id     = "anyqtamaReleaser"
  title       = "Anyqtama: shift traffic"
  description = "Changes a service; neither makes nor deletes one, nor says who may call it."
  permissions = ["run.revisions.get", "run.revisions.list", "run.services.get", "run.services.update"]
}

resource "google_cloud_run_v2_service_iam_member" "releaser" {
  for_each = local.shifts

  project  = var.project_id
  location = var.region
  name     = google_cloudfunctions2_function.this[each.value.function].name
  role     = "projects/${var.project_id}/roles/${google_project_iam_custom_role.traffic.role_id}"
  member   = each.value.member
}
