mock_provider "google" {}

variables {
  project_id        = "demo-anyqtama-prod"
  project_number    = "123456789012"
  region            = "europe-west3"
  domains           = ["guardianship.example.kz"]
  package_path      = "../../../../out/package/anyqtama-0123456789ab.zip"
  portal_url        = "https://portal.example.kz/guardianship"
  registries_url    = "https://gateway.example.kz/registries"
  time_stamping_url = "http://tsp.example.kz"
  issuers           = [{ issuer = "https://identity.example.kz", jwks_uri = "https://identity.example.kz/jwks", audience = "anyqtama" }]
  registry_bins     = { persons = "101040000011", births = "101040000012", guardianship = "101040000013" }
}

run "copies_into_the_country" {
  command = plan

  variables {
    archive               = { url = "https://s3.example.kz", region = "kz-1", bucket = "anyqtama-archive", years = 75 }
    notification_channels = ["projects/demo-anyqtama-prod/notificationChannels/1"]
  }

  assert {
    condition     = contains(keys(output.secrets), "archive-secret")
    error_message = "prod copies to the archive, and needs its secret."
  }
}
