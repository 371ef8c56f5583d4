mock_provider "google" {}

variables {
  project_id = "demo-project"
  region     = "europe-west3"
}

run "a_state_that_is_hard_to_lose" {
  command = plan

  assert {
    condition     = google_storage_bucket.state.name == "demo-project-terraform" && google_storage_bucket.state.versioning[0].enabled && google_storage_bucket.state.public_access_prevention == "enforced"
    error_message = "The state's bucket is versioned, and closed to the public."
  }
}

run "says_what_comes_next" {
  command = plan

  assert {
    condition     = strcontains(output.init, "-backend-config=bucket=demo-project-terraform") && length(output.agents) == 3
    error_message = "The next commands are outputs."
  }
}

run "refuses_everybody" {
  command = plan

  variables {
    project_id = "x"
    region     = "eu"
    deployers  = ["allUsers"]
  }

  expect_failures = [var.deployers, var.project_id, var.region]
}
