mock_provider "google" {}

variables {
  project_id        = "demo-project"
  project_number    = "123456789012"
  region            = "europe-west3"
  environment       = "dev"
  data_residency    = "none"
  domains           = ["guardianship.example.kz"]
  package_path      = "../../../../out/package/anyqtama-0123456789ab.zip"
  portal_url        = "https://portal.example.kz/guardianship"
  registries_url    = "https://gateway.example.kz/registries"
  time_stamping_url = "http://tsp.example.kz"
  issuers           = [{ issuer = "https://identity.example.kz", jwks_uri = "https://identity.example.kz/jwks", audience = "anyqtama" }]
  registry_bins     = { persons = "101040000011", births = "101040000012", guardianship = "101040000013" }
}

run "takes_its_data_from_the_files" {
  command = plan

  assert {
    condition     = output.queues == sort([for queue in jsondecode(file("../../../queues.json")) : queue.name])
    error_message = "The queues are those of infra/queues.json."
  }

  assert {
    condition     = output.database == "anyqtama" && output.service_url == "https://guardianship.example.kz"
    error_message = "The database and the address are known before anything exists."
  }
}

run "each_function_knows_what_it_needs_and_no_more" {
  command = plan

  assert {
    condition     = length(setintersection(keys(local.secret_settings.complaint), ["PORTAL_SECRET", "REGISTRIES_TOKEN"])) == 0 && !contains(keys(local.settings.submit), "PORTAL_URL")
    error_message = "complaint asks no registry, and only issue speaks to the portal."
  }

  assert {
    condition     = jsondecode(local.settings.issue.ISSUERS)[1].tasks_account == local.settings.issue.TASKS_ACCOUNT
    error_message = "Google's tokens count for the tasks' account alone."
  }
}

run "without_an_archive" {
  command = plan

  assert {
    condition     = !contains(keys(local.settings.issue), "ARCHIVE_URL") && !contains(keys(output.secrets), "archive-secret")
    error_message = "Where nothing is copied, nothing is set for it."
  }
}

run "with_an_archive" {
  command = plan

  variables {
    data_residency = "archive-in-country"
    archive        = { url = "https://s3.example.kz", region = "kz-1", bucket = "anyqtama-archive", years = 75 }
  }

  assert {
    condition     = local.settings.issue.ARCHIVE_YEARS == "75" && contains(keys(local.secret_settings.issue), "ARCHIVE_SECRET") && output.secrets["archive-secret"] == "1"
    error_message = "issue copies into the country, by secrets of its own."
  }
}

run "keys_before_an_office_is_active" {
  command = plan

  variables {
    keyed_offices = ["quality", "edu-konaev-191000000"]
  }

  assert {
    condition     = contains(keys(output.keys.heads), "quality") && !contains(keys(output.keys.signers), "quality") && contains(keys(output.keys.signers), "edu-konaev-191000000")
    error_message = "Every office answers complaints, only a provider issues certificates."
  }
}

run "reads_the_version_that_is_named" {
  command = plan

  variables {
    secret_versions = { portal-secret = 3 }
  }

  assert {
    condition     = local.secret_settings.issue.PORTAL_SECRET.version == "3" && local.secret_settings.issue.CABINET_KEY.version == "1"
    error_message = "A secret is read by the number of its version."
  }
}

run "refuses_an_archive_that_is_not_switched_on" {
  command = plan

  variables {
    archive = { url = "https://s3.example.kz", region = "kz-1", bucket = "anyqtama-archive", years = 75 }
  }

  expect_failures = [var.archive]
}

run "refuses_a_switch_without_an_archive" {
  command = plan

  variables {
    data_residency = "archive-in-country"
  }

  expect_failures = [var.archive]
}

run "refuses_an_archive_that_is_none" {
  command = plan

  variables {
    data_residency = "archive-in-country"
    archive        = { url = "http://s3.example.kz/bucket", region = "kz-1", bucket = "A", years = 7.5 }
  }

  expect_failures = [var.archive]
}

run "refuses_prod_without_what_it_owes_to_people" {
  command = plan

  variables {
    environment       = "prod"
    iin_check         = "off"
    delete_protection = false
  }

  expect_failures = [var.data_residency, var.delete_protection, var.iin_check, var.notification_channels]
}

run "refuses_an_office_that_nobody_knows" {
  command = plan

  variables {
    keyed_offices   = ["edu-atlantis"]
    secret_versions = { cabinet = 2 }
  }

  expect_failures = [var.keyed_offices, var.secret_versions]
}

run "refuses_addresses_that_are_none" {
  command = plan

  variables {
    ncanode_url       = "ncanode"
    portal_url        = "http://portal.example.kz"
    domains           = ["https://guardianship.example.kz"]
    registries_url    = "https://gateway.example.kz/?token=x"
    time_stamping_url = "tsp.example.kz"
  }

  expect_failures = [var.ncanode_url, var.portal_url, var.domains, var.registries_url, var.time_stamping_url]
}

run "refuses_people_that_are_not_named" {
  command = plan

  variables {
    issuers         = [{ issuer = "https://accounts.google.com", jwks_uri = "https://www.googleapis.com/oauth2/v3/certs", audience = "x" }]
    keymakers       = ["allUsers"]
    on_call         = ["allUsers"]
    operators       = ["allAuthenticatedUsers"]
    registry_bins   = { persons = "1", births = "101040000012", guardianship = "101040000013" }
    registry_budget = 60
  }

  expect_failures = [var.issuers, var.keymakers, var.on_call, var.operators, var.registry_bins, var.registry_budget]
}

run "refuses_another_environment" {
  command = plan

  variables {
    environment                 = "staging"
    encryption_protection_level = "EXTERNAL"
    labels                      = { Team = "x" }
    project_id                  = "1project"
    project_number              = "demo"
    region                      = "europe"
    signing_algorithm           = "GOST"
    signing_protection_level    = "EXTERNAL"
  }

  expect_failures = [
    var.encryption_protection_level,
    var.environment,
    var.labels,
    var.project_id,
    var.project_number,
    var.region,
    var.signing_algorithm,
    var.signing_protection_level,
  ]
}

run "refuses_to_keep_data_nowhere" {
  command = plan

  variables {
    data_residency = "abroad"
  }

  expect_failures = [var.data_residency]
}

run "refuses_alerts_for_nobody" {
  command = plan

  variables {
    notification_channels = ["ops@example.kz"]
    ticket_channels       = ["ops@example.kz"]
    runbooks              = "docs/operations/"
  }

  expect_failures = [var.notification_channels, var.runbooks, var.ticket_channels]
}

run "refuses_what_cannot_be_deployed" {
  command = plan

  variables {
    least_instances = { archive = 1 }
    log_sample_rate = 10
    package_path    = "functions.zip"
    rate_limits     = { submit = 0 }
    secret_rotation = { first = "in spring", days = 1 }
    trusted_ranges  = ["0.0.0.0/0"]
  }

  expect_failures = [var.least_instances, var.log_sample_rate, var.package_path, var.rate_limits, var.secret_rotation, var.trusted_ranges]
}

run "refuses_releasers_that_are_not_on_call" {
  command = plan

  variables {
    on_call   = ["group:duty@example.org"]
    releasers = ["group:releases@example.org"]
  }

  expect_failures = [var.releasers]
}

run "refuses_what_is_not_there_or_too_much" {
  command = plan

  variables {
    least_instances = { issue = 100 }
    package_path    = "../../../../out/package/anyqtama-ffffffffffff.zip"
    secret_rotation = { first = "2027-05-03T04:00:00Z", days = 7 }
  }

  expect_failures = [var.least_instances, var.package_path, var.secret_rotation]
}
