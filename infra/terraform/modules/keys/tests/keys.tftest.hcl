mock_provider "google" {}

variables {
  project_id     = "demo-project"
  project_number = "123456789012"
  region         = "europe-west3"
  signers        = ["almaty", "astana"]
  heads          = ["almaty", "astana", "quality"]
}

run "a_key_for_each_office" {
  command = plan

  assert {
    condition     = toset(keys(google_kms_crypto_key.signer)) == toset(["almaty", "astana"]) && toset(keys(google_kms_crypto_key.head)) == toset(["almaty", "astana", "quality"])
    error_message = "Authorised persons and heads have keys of their own, named by their office."
  }

  assert {
    condition     = alltrue([for key in merge(google_kms_crypto_key.signer, google_kms_crypto_key.head) : key.purpose == "ASYMMETRIC_SIGN" && key.version_template[0].algorithm == "EC_SIGN_P256_SHA256"])
    error_message = "Seals are made with P-256 unless told otherwise."
  }

  assert {
    condition     = alltrue([for key in google_kms_crypto_key.signer : key.rotation_period == null])
    error_message = "Cloud KMS rotates no asymmetric key, and refuses to be told to."
  }
}

run "what_encrypts_is_rotated_and_given_to_the_agents_alone" {
  command = plan

  assert {
    condition     = alltrue([for key in google_kms_crypto_key.encryption : key.rotation_period == "7776000s" && key.destroy_scheduled_duration == "2592000s"])
    error_message = "Keys that encrypt are rotated every 90 days, and destroyed 30 days after somebody asked."
  }

  assert {
    condition     = google_kms_crypto_key_iam_member.agent["store"].member == "serviceAccount:service-123456789012@gcp-sa-firestore.iam.gserviceaccount.com"
    error_message = "The database's agent may use the database's key."
  }
}

run "in_hardware_when_asked" {
  command = plan

  variables {
    encryption_protection_level = "HSM"
    signing_protection_level    = "HSM"
    signing_algorithm           = "RSA_SIGN_PKCS1_2048_SHA256"
  }

  assert {
    condition     = alltrue([for key in concat(values(google_kms_crypto_key.signer), values(google_kms_crypto_key.head), values(google_kms_crypto_key.encryption)) : key.version_template[0].protection_level == "HSM"])
    error_message = "All keys live in hardware."
  }
}

run "refuses_what_it_does_not_know" {
  command = plan

  variables {
    encryption_protection_level = "CLOUD"
    signing_protection_level    = "hsm"
    signing_algorithm           = "EC_SIGN_ED25519"
    project_number              = "demo-project"
    region                      = "Frankfurt"
    signers                     = ["Алматы"]
    heads                       = ["a b"]
    labels                      = { Team = "x" }
  }

  expect_failures = [
    var.encryption_protection_level,
    var.heads,
    var.labels,
    var.project_number,
    var.region,
    var.signers,
    var.signing_algorithm,
    var.signing_protection_level,
  ]
}
