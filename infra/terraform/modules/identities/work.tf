# Grants on queues, keys, secrets, and what a build needs.

locals {
  # Who makes tasks in which queue: as functions/shared/scheduling.py is used, which a policy test compares.
  enqueues = {
    submit    = ["deadline", "notices", "queue", "verify"]
    issue     = concat(["notices"], local.archives ? ["archive"] : [])
    complaint = ["complaints", "notices"]
  }
  enqueue_grants = merge([
    for account, queues in local.enqueues : { for queue in queues : "${account} ${queue}" => { account = account, queue = queue } }
  ]...)
  archives = contains(keys(var.queues), "archive")

  # Authorised persons seal certificates, heads seal answers: no function signs for the other's people.
  signs = {
    issue     = "signers"
    complaint = "heads"
  }

  archive_secrets = contains(keys(var.secrets), "archive-secret") ? ["archive-key-id", "archive-secret"] : []
  trust_secrets   = ["trust-intermediates", "trust-roots"]
  reads = {
    submit    = concat(["cabinet-key", "registries-token"], local.trust_secrets)
    issue     = concat(["cabinet-key", "portal-secret", "registries-token"], local.trust_secrets, local.archive_secrets)
    complaint = concat(["cabinet-key"], local.trust_secrets)
    operator  = concat(local.trust_secrets, local.archive_secrets)
  }
  secret_grants = merge([
    for account, secrets in local.reads : { for secret in secrets : "${account} ${secret}" => { account = account, secret = secret } }
  ]...)
}

resource "google_cloud_tasks_queue_iam_member" "this" {
  for_each = local.enqueue_grants

  project  = var.project_id
  location = var.region
  name     = var.queues[each.value.queue]
  role     = "roles/cloudtasks.enqueuer"
  member   = google_service_account.this[each.value.account].member
}

resource "google_kms_key_ring_iam_member" "signer" {
  for_each = local.signs

  key_ring_id = var.rings[each.value]
  role        = "roles/cloudkms.signerVerifier"
  member      = google_service_account.this[each.key].member
}

# New versions are made, and old ones disabled, by whoever may also sign the request for a certificate with them.
resource "google_project_iam_custom_role" "keymaker" {
  project     = var.project_id
  role_id     = "anyqtamaKeymaker"
  title       = "Anyqtama: make and disable versions of keys"
  description = "Never destroys one: what was sealed with it must stay explainable."
  permissions = [
    "cloudkms.cryptoKeyVersions.create",
    "cloudkms.cryptoKeyVersions.get",
    "cloudkms.cryptoKeyVersions.list",
    "cloudkms.cryptoKeyVersions.update",
    "cloudkms.cryptoKeys.get",
    "cloudkms.cryptoKeys.list",
  ]
}

resource "google_kms_key_ring_iam_member" "keymaker_makes" {
  for_each = toset(values(local.signs))

  key_ring_id = var.rings[each.value]
  role        = google_project_iam_custom_role.keymaker.name
  member      = google_service_account.this["keymaker"].member
}

resource "google_kms_key_ring_iam_member" "keymaker_signs" {
  for_each = toset(values(local.signs))

  key_ring_id = var.rings[each.value]
  role        = "roles/cloudkms.signerVerifier"
  member      = google_service_account.this["keymaker"].member
}

# Before the directory is imported, each certificate is compared with the public key of its version.
resource "google_kms_key_ring_iam_member" "operator" {
  for_each = toset(values(local.signs))

  key_ring_id = var.rings[each.value]
  role        = "roles/cloudkms.publicKeyViewer"
  member      = google_service_account.this["operator"].member
}

resource "google_secret_manager_secret_iam_member" "this" {
  for_each = local.secret_grants

  project   = var.project_id
  secret_id = var.secrets[each.value.secret]
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this[each.value.account].member
}

# Log entries can be written to a project only, not to a part of it.
resource "google_project_iam_member" "build_logs" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.this["build"].member
}

# Cloud Functions copies the archive into a bucket that it makes at the first build: there is nothing to grant on before.
# What lies in our own bucket and repository is granted there (module source).
resource "google_project_iam_member" "build_source" {
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = google_service_account.this["build"].member

  condition {
    title       = "the sources of functions"
    description = "No other bucket of the project."
    expression  = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${var.project_number}-${var.region}\")"
  }
}
