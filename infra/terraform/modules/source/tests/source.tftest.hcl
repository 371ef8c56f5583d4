mock_provider "google" {}

variables {
  build_account  = "deployer-build@demo-project.iam.gserviceaccount.com"
  kms_key        = "projects/demo-project/locations/europe-west3/keyRings/anyqtama/cryptoKeys/buckets"
  package_path   = "./tests/anyqtama-0123456789ab.zip"
  project_id     = "demo-project"
  project_number = "123456789012"
  region         = "europe-west3"
}

run "names_the_archive_by_its_bytes" {
  command = plan

  assert {
    condition     = google_storage_bucket_object.this.name == "sha256/${filesha256("./tests/anyqtama-0123456789ab.zip")}.zip"
    error_message = "Other bytes must be another object, or nothing would be deployed."
  }

  assert {
    condition     = output.commit == "0123456789ab"
    error_message = "The object says which commit it was built from."
  }
}

run "keeps_the_archive_to_itself" {
  command = plan

  assert {
    condition     = google_storage_bucket.this.public_access_prevention == "enforced" && google_storage_bucket.this.uniform_bucket_level_access
    error_message = "Nobody may make the source public."
  }

  assert {
    condition     = google_storage_bucket.this.name == "demo-project-source" && google_storage_bucket.this.versioning[0].enabled
    error_message = "The bucket keeps what earlier deployments were made of."
  }

  assert {
    condition     = google_storage_bucket.this.encryption[0].default_kms_key_name == var.kms_key && google_artifact_registry_repository.this.kms_key_name == var.kms_key
    error_message = "Archives and images are encrypted with our own key."
  }

  assert {
    condition     = google_storage_bucket_iam_member.build.role == "roles/storage.objectViewer" && google_artifact_registry_repository_iam_member.build.role == "roles/artifactregistry.writer"
    error_message = "The builder reads archives and writes images, and nothing more."
  }
}

run "keeps_images_to_go_back_to" {
  command = plan

  assert {
    condition     = one([for policy in google_artifact_registry_repository.this.cleanup_policies : policy.most_recent_versions[0].keep_count if policy.action == "KEEP"]) == 10
    error_message = "The newest ten images stay, whatever their age."
  }
}

run "refuses_an_archive_that_is_not_there" {
  command = plan

  variables {
    package_path = "./tests/anyqtama-ffffffffffff.zip"
  }

  expect_failures = [var.package_path]
}

run "refuses_an_archive_that_does_not_say_its_commit" {
  command = plan

  variables {
    package_path = "./tests/source.tftest.hcl"
  }

  expect_failures = [var.package_path]
}

run "refuses_a_key_that_is_no_key" {
  command = plan

  variables {
    kms_key = "buckets"
  }

  expect_failures = [var.kms_key]
}
