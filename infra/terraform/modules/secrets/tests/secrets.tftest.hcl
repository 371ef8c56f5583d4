mock_provider "google" {}

variables {
  project_id     = "demo-project"
  project_number = "123456789012"
  region         = "europe-west3"
  kms_key        = "projects/demo-project/locations/europe-west3/keyRings/anyqtama/cryptoKeys/secrets"
  secrets = {
    cabinet-key   = { description = "Names the cabinets.", rotates = false }
    portal-secret = { description = "Shared with the portal.", rotates = true }
  }
}

run "in_the_region_and_under_our_key" {
  command = plan

  assert {
    condition = alltrue([
      for secret in google_secret_manager_secret.this :
      secret.replication[0].user_managed[0].replicas[0].location == "europe-west3" && secret.replication[0].user_managed[0].replicas[0].customer_managed_encryption[0].kms_key_name == var.kms_key
    ])
    error_message = "A secret is kept in one region, encrypted with our key."
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.deletion_protection]) && length(google_pubsub_topic.this) == 0
    error_message = "It is protected from deletion, and nobody is reminded who did not ask."
  }
}

run "reminds_of_what_can_be_rotated" {
  command = plan

  variables {
    rotation = { first = "2027-11-01T04:00:00Z", days = 180 }
  }

  assert {
    condition     = length(google_secret_manager_secret.this["cabinet-key"].rotation) == 0 && google_secret_manager_secret.this["portal-secret"].rotation[0].rotation_period == "15552000s"
    error_message = "The key that names the cabinets is never rotated; the portal's secret is, twice a year."
  }

  assert {
    condition     = strcontains(google_monitoring_alert_policy.this[0].conditions[0].condition_threshold[0].filter, "resource.labels.topic_id = \"secrets\"")
    error_message = "A message of Secret Manager wakes somebody."
  }
}

run "refuses_reminders_that_never_come" {
  command = plan

  variables {
    rotation              = { first = "next year", days = 1 }
    secrets               = { PORTAL_SECRET = { description = "x", rotates = true } }
    notification_channels = ["ops@example.org"]
  }

  expect_failures = [var.notification_channels, var.rotation, var.secrets]
}
