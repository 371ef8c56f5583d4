mock_provider "google" {}

variables {
  archive = {
    bucket = "demo-project-source"
    object = "sha256/ab.zip"
  }
  build_account  = "deployer-build@demo-project.iam.gserviceaccount.com"
  project_id     = "demo-project"
  project_number = "123456789012"
  region         = "europe-west3"
  repository     = "projects/demo-project/locations/europe-west3/repositories/functions"

  environment_variables = {
    complaint = { PROJECT = "demo-project" }
    issue     = { PROJECT = "demo-project", PUBLIC_URL = "https://anyqtama.example" }
    submit    = { PROJECT = "demo-project" }
  }
  secret_environment_variables = {
    complaint = { CABINET_KEY = { secret = "cabinet-key" } }
    issue     = { CABINET_KEY = { secret = "cabinet-key" }, PORTAL_SECRET = { secret = "portal-secret", version = "3" } }
    submit    = { CABINET_KEY = { secret = "cabinet-key" } }
  }
  secret_volumes = {
    complaint = { "/etc/anyqtama/trust/roots" = { file = "roots.pem", secret = "trust-roots" } }
    issue     = { "/etc/anyqtama/trust/roots" = { file = "roots.pem", secret = "trust-roots" } }
    submit    = { "/etc/anyqtama/trust/roots" = { file = "roots.pem", secret = "trust-roots" } }
  }
  service_accounts = {
    complaint = "complaint@demo-project.iam.gserviceaccount.com"
    issue     = "issue@demo-project.iam.gserviceaccount.com"
    submit    = "submit@demo-project.iam.gserviceaccount.com"
  }
  sizes = {
    complaint = { cpu = "1", max = 5, memory = "512Mi", min = 0, threads = 4, timeout = 60 }
    issue     = { cpu = "1", max = 20, memory = "1Gi", min = 1, threads = 4, timeout = 120 }
    submit    = { cpu = "1", max = 10, memory = "512Mi", min = 1, threads = 8, timeout = 60 }
  }
}

run "deploys_each_from_its_own_entry_point" {
  command = plan

  assert {
    condition = alltrue([
      for name, function in google_cloudfunctions2_function.this :
      function.build_config[0].entry_point == name &&
      function.build_config[0].environment_variables == tomap({ GOOGLE_FUNCTION_SOURCE = "functions/${name}/main.py" })
    ])
    error_message = "The entry point and its file bear the name of the function."
  }

  assert {
    condition     = toset(keys(google_cloudfunctions2_function.this)) == toset(["submit", "issue", "complaint"])
    error_message = "There are three functions."
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.build_config[0].runtime == "python313"])
    error_message = "All run on Python 3.13."
  }
}

run "serves_as_many_at_once_as_it_has_threads" {
  command = plan

  assert {
    condition = alltrue([
      for name, function in google_cloudfunctions2_function.this :
      tostring(function.service_config[0].max_instance_request_concurrency) == function.service_config[0].environment_variables["THREADS"]
    ])
    error_message = "The concurrency of an instance is the number of its threads."
  }
}

run "lets_nobody_in_past_the_load_balancer" {
  command = plan

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.service_config[0].ingress_settings == "ALLOW_INTERNAL_AND_GCLB"])
    error_message = "A function is reached through the load balancer, or from inside the project."
  }

  assert {
    condition     = alltrue([for name, function in google_cloudfunctions2_function.this : function.service_config[0].service_account_email == "${name}@demo-project.iam.gserviceaccount.com"])
    error_message = "Each function acts in its own name."
  }
}

run "gives_settings_in_the_open_and_secrets_by_reference" {
  command = plan

  assert {
    condition     = google_cloudfunctions2_function.this["issue"].service_config[0].environment_variables["PUBLIC_URL"] == "https://anyqtama.example" && !contains(keys(google_cloudfunctions2_function.this["submit"].service_config[0].environment_variables), "PUBLIC_URL")
    error_message = "A function gets its own settings and nobody else's."
  }

  assert {
    condition     = { for secret in google_cloudfunctions2_function.this["issue"].service_config[0].secret_environment_variables : secret.key => "${secret.secret}:${secret.version}" } == { CABINET_KEY = "cabinet-key:latest", PORTAL_SECRET = "portal-secret:3" }
    error_message = "Secrets are named, and never copied into the configuration."
  }

  assert {
    condition     = one([for volume in google_cloudfunctions2_function.this["submit"].service_config[0].secret_volumes : "${volume.mount_path}/${volume.versions[0].path}"]) == "/etc/anyqtama/trust/roots/roots.pem"
    error_message = "The roots of trust are a file."
  }
}

run "can_hold_a_new_revision_back" {
  command = plan

  variables {
    traffic_on_latest = false
    least_instances   = { submit = 0 }
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.service_config[0].all_traffic_on_latest_revision == false])
    error_message = "A new revision waits until somebody sends it requests."
  }

  assert {
    condition     = google_cloudfunctions2_function.this["submit"].service_config[0].min_instance_count == 0 && google_cloudfunctions2_function.this["issue"].service_config[0].min_instance_count == 1
    error_message = "An environment may keep fewer instances."
  }
}

run "knows_its_addresses_before_it_is_there" {
  command = plan

  assert {
    condition     = output.urls["issue"] == "https://issue-123456789012.europe-west3.run.app"
    error_message = "The address follows from the name, the project's number and the region."
  }
}

run "refuses_a_setting_that_is_given_twice" {
  command = plan

  variables {
    environment_variables = {
      complaint = { PROJECT = "demo-project" }
      issue     = { PROJECT = "demo-project" }
      submit    = { PROJECT = "demo-project", CABINET_KEY = "00" }
    }
  }

  expect_failures = [google_cloudfunctions2_function.this["submit"]]
}

run "refuses_an_empty_setting" {
  command = plan

  variables {
    environment_variables = {
      complaint = { PROJECT = "" }
      issue     = { PROJECT = "demo-project" }
      submit    = { PROJECT = "demo-project" }
    }
  }

  expect_failures = [var.environment_variables]
}

run "refuses_what_is_for_a_laptop_only" {
  command = plan

  variables {
    environment_variables = {
      complaint = { PROJECT = "demo-project" }
      issue     = { PROJECT = "demo-project" }
      submit    = { PROJECT = "demo-project", CLOCK_FILE = "/tmp/clock" }
    }
  }

  expect_failures = [var.environment_variables]
}

run "refuses_several_requests_at_once_on_half_a_cpu" {
  command = plan

  variables {
    sizes = {
      complaint = { cpu = "0.5", max = 5, memory = "512Mi", min = 0, threads = 4, timeout = 60 }
      issue     = { cpu = "1", max = 20, memory = "1Gi", min = 1, threads = 4, timeout = 120 }
      submit    = { cpu = "1", max = 10, memory = "512Mi", min = 1, threads = 8, timeout = 60 }
    }
  }

  expect_failures = [var.sizes]
}

run "refuses_one_account_for_two_functions" {
  command = plan

  variables {
    service_accounts = {
      complaint = "issue@demo-project.iam.gserviceaccount.com"
      issue     = "issue@demo-project.iam.gserviceaccount.com"
      submit    = "submit@demo-project.iam.gserviceaccount.com"
    }
  }

  expect_failures = [var.service_accounts]
}

run "traffic_is_shifted_by_whoever_is_named" {
  command = plan

  variables {
    releasers = ["group:releases@example.org"]
  }

  assert {
    condition     = length(google_cloud_run_v2_service_iam_member.releaser) == 3 && google_project_iam_custom_role.traffic.permissions == toset(["run.revisions.get", "run.revisions.list", "run.services.get", "run.services.update"])
    error_message = "A releaser changes the three services, and neither makes nor deletes one, nor says who may call it."
  }
}

run "refuses_releasers_that_are_everybody" {
  command = plan

  variables {
    releasers = ["allUsers"]
  }

  expect_failures = [var.releasers]
}
