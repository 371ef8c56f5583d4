# The names are put together here, so that a plan shows them before the keys exist.
locals {
  place = "projects/${var.project_id}/locations/${var.region}/keyRings"
}

output "encryption" {
  description = "Resource names of the keys that encrypt: of the store, the buckets and the secrets."
  # By way of the grants, so that nobody uses a key before Google's agent may.
  value = { for name, grant in google_kms_crypto_key_iam_member.agent : name => "${local.place}/anyqtama/cryptoKeys/${name}" }
}

output "heads" {
  description = "Resource names of the heads' keys, by office."
  value       = { for office, key in google_kms_crypto_key.head : office => "${local.place}/heads/cryptoKeys/${key.name}" }
}

output "rings" {
  description = "Resource names of the key rings, by name."
  value       = { for name, ring in google_kms_key_ring.this : name => "${local.place}/${ring.name}" }
}

output "signers" {
  description = "Resource names of the authorised persons' keys, by provider."
  value       = { for office, key in google_kms_crypto_key.signer : office => "${local.place}/signers/cryptoKeys/${key.name}" }
}
