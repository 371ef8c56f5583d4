# Three rings: what encrypts stored data, what seals certificates, what seals answers. A function may sign with one of them.
#
# No key is ever destroyed by Terraform. Without its key, data is lost; and a key that has sealed stays with the office's
# history. An office that closes is kept in `keys_kept_for`, and its key version is disabled by hand.

locals {
  day_seconds = 24 * 60 * 60
  # The service agents that read and write on our behalf. Their addresses follow from the project's number.
  agents = {
    store   = "serviceAccount:service-${var.project_number}@gcp-sa-firestore.iam.gserviceaccount.com"
    buckets = "serviceAccount:service-${var.project_number}@gs-project-accounts.iam.gserviceaccount.com"
    secrets = "serviceAccount:service-${var.project_number}@gcp-sa-secretmanager.iam.gserviceaccount.com"
  }
}

resource "google_kms_key_ring" "this" {
  for_each = toset(["anyqtama", "signers", "heads"])

  project  = var.project_id
  location = var.region
  name     = each.value

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_kms_crypto_key" "encryption" {
  for_each = local.agents

  key_ring                   = google_kms_key_ring.this["anyqtama"].id
  name                       = each.key
  purpose                    = "ENCRYPT_DECRYPT"
  rotation_period            = "7776000s" # 90 days
  destroy_scheduled_duration = "${30 * local.day_seconds}s"
  labels                     = var.labels

  version_template {
    algorithm        = "GOOGLE_SYMMETRIC_ENCRYPTION"
    protection_level = var.encryption_protection_level
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_kms_crypto_key_iam_member" "agent" {
  for_each = local.agents

  crypto_key_id = google_kms_crypto_key.encryption[each.key].id
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = each.value
}

# Cloud KMS rotates no asymmetric key by itself, and a new version needs a certificate: the runbook does both.
resource "google_kms_crypto_key" "signer" {
  for_each = var.signers

  key_ring                   = google_kms_key_ring.this["signers"].id
  name                       = each.value
  purpose                    = "ASYMMETRIC_SIGN"
  destroy_scheduled_duration = "${30 * local.day_seconds}s"
  labels                     = var.labels

  version_template {
    algorithm        = var.signing_algorithm
    protection_level = var.signing_protection_level
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_kms_crypto_key" "head" {
  for_each = var.heads

  key_ring                   = google_kms_key_ring.this["heads"].id
  name                       = each.value
  purpose                    = "ASYMMETRIC_SIGN"
  destroy_scheduled_duration = "${30 * local.day_seconds}s"
  labels                     = var.labels

  version_template {
    algorithm        = var.signing_algorithm
    protection_level = var.signing_protection_level
  }

  lifecycle {
    prevent_destroy = true
  }
}
