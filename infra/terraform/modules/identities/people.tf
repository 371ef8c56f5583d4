# What people may do: whoever is on call, as himself; an operator, as the account `operator`. Neither may delete anything,
# read a secret that is not named in work.tf, or seal.

locals {
  # A custom role's name is put together here, so that a plan shows it before the role exists.
  roles = { for name, role in google_project_iam_custom_role.people : name => "projects/${var.project_id}/roles/${role.role_id}" }

  custom = {
    keys = {
      id          = "anyqtamaKeyDisabler"
      title       = "Anyqtama: disable and enable versions of keys"
      description = "Stops a key that seals. Makes none, destroys none, seals with none."
      permissions = [
        "cloudkms.cryptoKeyVersions.get",
        "cloudkms.cryptoKeyVersions.list",
        "cloudkms.cryptoKeyVersions.update",
        "cloudkms.cryptoKeys.get",
        "cloudkms.cryptoKeys.list",
      ]
    }
    on_call = {
      id          = "anyqtamaOnCall"
      title       = "Anyqtama: look, and run, pause and resume jobs"
      description = "What a runbook asks of whoever is on call, where Google takes grants on the project alone."
      permissions = [
        "cloudfunctions.functions.get",
        "cloudfunctions.functions.list",
        "cloudscheduler.jobs.enable",
        "cloudscheduler.jobs.get",
        "cloudscheduler.jobs.list",
        "cloudscheduler.jobs.pause",
        "cloudscheduler.jobs.run",
        "cloudscheduler.locations.get",
        "cloudscheduler.locations.list",
        "cloudtasks.queues.list",
        "logging.buckets.get",
        "logging.buckets.list",
        "logging.views.get",
        "logging.views.list",
        "run.revisions.get",
        "run.revisions.list",
        "run.services.get",
        "run.services.list",
      ]
    }
    queues = {
      id          = "anyqtamaQueuePauser"
      title       = "Anyqtama: pause and resume queues"
      description = "Neither makes, purges nor deletes one."
      permissions = ["cloudtasks.queues.get", "cloudtasks.queues.pause", "cloudtasks.queues.resume"]
    }
    secrets = {
      id          = "anyqtamaSecretRotator"
      title       = "Anyqtama: add, disable and enable versions of secrets"
      description = "Reads no value, and destroys none."
      permissions = [
        "secretmanager.versions.add",
        "secretmanager.versions.disable",
        "secretmanager.versions.enable",
        "secretmanager.versions.get",
        "secretmanager.versions.list",
      ]
    }
  }

  on_call_queues = { for pair in setproduct(var.on_call, keys(var.queues)) : "${pair[0]} ${pair[1]}" => { member = pair[0], queue = pair[1] } }
  on_call_rings  = { for pair in setproduct(var.on_call, values(local.signs)) : "${pair[0]} ${pair[1]}" => { member = pair[0], ring = pair[1] } }
  log_readers = merge(
    { for member in var.on_call : "${member} service" => { member = member, view = "service" } },
    { for view in keys(var.log_views) : "operator ${view}" => { member = google_service_account.this["operator"].member, view = view } },
  )
  releases = { for pair in setproduct(var.releasers, local.functions) : "${pair[0]} ${pair[1]}" => { member = pair[0], account = pair[1] } }
}

resource "google_project_iam_custom_role" "people" {
  for_each = local.custom

  project     = var.project_id
  role_id     = each.value.id
  title       = each.value.title
  description = each.value.description
  permissions = each.value.permissions
}

# Cloud Scheduler takes grants on the project alone, and lists of anything are asked of the project. Nothing here reads data.
resource "google_project_iam_member" "on_call" {
  for_each = var.on_call

  project = var.project_id
  role    = local.roles["on_call"]
  member  = each.value
}

# An operator who restores looks at the functions' settings, and at the jobs, as the account that he acts as.
resource "google_project_iam_member" "operator_looks" {
  project = var.project_id
  role    = local.roles["on_call"]
  member  = google_service_account.this["operator"].member
}

# The dashboard, the alerts and the metrics are the project's as a whole; they hold no personal data.
resource "google_project_iam_member" "on_call_watches" {
  for_each = var.on_call

  project = var.project_id
  role    = "roles/monitoring.viewer"
  member  = each.value
}

resource "google_cloud_tasks_queue_iam_member" "on_call" {
  for_each = local.on_call_queues

  project  = var.project_id
  location = var.region
  name     = var.queues[each.value.queue]
  role     = local.roles["queues"]
  member   = each.value.member
}

# A key in wrong hands is stopped by whoever is awake, without an apply.
resource "google_kms_key_ring_iam_member" "on_call" {
  for_each = local.on_call_rings

  key_ring_id = var.rings[each.value.ring]
  role        = local.roles["keys"]
  member      = each.value.member
}

# Who read and wrote what is for operators, who are named there themselves and cannot change it.
resource "google_project_iam_member" "log_reader" {
  for_each = local.log_readers

  project = var.project_id
  role    = "roles/logging.viewAccessor"
  member  = each.value.member

  condition {
    title       = "log bucket ${each.value.view}"
    description = "No other log bucket of the project."
    expression  = "resource.name == \"${var.log_views[each.value.view]}\""
  }
}

# The key of the cabinets is never changed, so nobody adds a version of it but whoever deploys, once.
resource "google_secret_manager_secret_iam_member" "rotator" {
  for_each = { for id, secret in var.secrets : id => secret if id != "cabinet-key" }

  project   = var.project_id
  secret_id = each.value
  role      = local.roles["secrets"]
  member    = google_service_account.this["operator"].member
}

# A clone or a restore is always a new database: there is nothing yet that a condition could name. Neither role deletes one.
resource "google_project_iam_member" "restores" {
  for_each = toset(["roles/datastore.cloneAdmin", "roles/datastore.restoreAdmin"])

  project = var.project_id
  role    = each.value
  member  = google_service_account.this["operator"].member
}

# Cloud Run lets nobody change a service who may not act as its account; whoever may could run code of his own as it. So this
# is for whoever rolls out, and not for everybody who is on call. What he may change stands in module functions.
resource "google_service_account_iam_member" "releaser" {
  for_each = local.releases

  service_account_id = google_service_account.this[each.value.account].name
  role               = "roles/iam.serviceAccountUser"
  member             = each.value.member
}
