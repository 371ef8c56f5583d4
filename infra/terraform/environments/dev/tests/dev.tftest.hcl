mock_provider "google" {}

variables {
  project_id        = "demo-anyqtama-dev"
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

run "names_what_the_next_step_needs" {
  command = plan

  assert {
    condition     = output.urls["issue"] == "https://issue-123456789012.europe-west3.run.app" && contains(output.queues, "verify")
    error_message = "The addresses of the functions and the queues are outputs."
  }

  assert {
    condition     = toset(keys(output.secrets)) == toset(["cabinet-key", "portal-secret", "registries-token", "trust-intermediates", "trust-roots"])
    error_message = "dev copies nothing to an archive, and needs no secret for one."
  }
}
