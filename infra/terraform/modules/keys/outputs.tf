# What encrypts is handed on through the grant, so that nobody uses a key before Google's agent may.
output "encryption" {
  description = "Resource names of the keys that encrypt: of the store, the buckets and the secrets."
  value       = { for name, grant in google_kms_crypto_key_iam_member.agent : name => grant.crypto_key_id }
}

output "heads" {
  description = "Resource names of the heads' keys, by office."
  value       = { for office, key in google_kms_crypto_key.head : office => key.id }
}

output "rings" {
  description = "Ids of the key rings, by name."
  value       = { for name, ring in google_kms_key_ring.this : name => ring.id }
}

output "signers" {
  description = "Resource names of the authorised persons' keys, by provider."
  value       = { for office, key in google_kms_crypto_key.signer : office => key.id }
}
