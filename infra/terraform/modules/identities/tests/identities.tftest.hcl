mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/demo-project/serviceAccounts/a@demo-project.iam.gserviceaccount.com"
      member = "serviceAccount:a@demo-project.iam.gserviceaccount.com"
    }
    override_during = plan
  }

  mock_resource "google_project_iam_custom_role" {
    defaults        = { name = "projects/demo-project/roles/x" }
    override_during = plan
  }
}

variables {
  project_id     = "demo-project"
  project_number = "123456789012"
  region         = "europe-west3"
  buckets        = { answers = "demo-project-answers", attachments = "demo-project-attachments", certificates = "demo-project-certificates", copies = "demo-project-copies" }
  database       = "projects/demo-project/databases/anyqtama"
  log_views      = { audit = "projects/demo-project/locations/europe-west3/buckets/audit/views/_AllLogs", service = "projects/demo-project/locations/europe-west3/buckets/service/views/_AllLogs" }
  operators      = ["group:ops@example.org"]
  queues         = { verify = "verify", deadline = "deadline", notices = "notices", queue = "queue", complaints = "complaints" }
  rings          = { signers = "projects/demo-project/locations/europe-west3/keyRings/signers", heads = "projects/demo-project/locations/europe-west3/keyRings/heads" }
  secrets        = { cabinet-key = "cabinet-key", portal-secret = "portal-secret", registries-token = "registries-token", trust-intermediates = "trust-intermediates", trust-roots = "trust-roots" }
}

run "one_account_for_each_who_acts" {
  command = plan

  assert {
    condition     = output.emails["issue"] == "anyqtama-issue@demo-project.iam.gserviceaccount.com" && length(output.emails) == 8
    error_message = "Functions, tasks, exports, builds and operators have accounts of their own, whose addresses are known before they exist."
  }
}

run "nobody_signs_for_anothers_people" {
  command = plan

  assert {
    condition     = google_kms_key_ring_iam_member.signer["issue"].key_ring_id == var.rings["signers"] && google_kms_key_ring_iam_member.signer["complaint"].key_ring_id == var.rings["heads"] && length(google_kms_key_ring_iam_member.signer) == 2
    error_message = "issue signs for authorised persons, complaint for heads, submit for nobody."
  }

  assert {
    condition     = alltrue([for grant in google_kms_key_ring_iam_member.operator : grant.role == "roles/cloudkms.publicKeyViewer"])
    error_message = "Operators see public keys, and sign nothing."
  }
}

run "a_keymaker_is_nobody_until_named" {
  command = plan

  assert {
    condition     = length(google_service_account_iam_member.keymaker) == 0 && !contains(google_project_iam_custom_role.keymaker.permissions, "cloudkms.cryptoKeyVersions.destroy")
    error_message = "Nobody acts as the keymaker who is not named, and no version of a key is destroyed."
  }
}

run "reads_only_its_own_secrets" {
  command = plan

  assert {
    condition     = toset([for key in keys(google_secret_manager_secret_iam_member.this) : split(" ", key)[0] if endswith(key, " portal-secret")]) == toset(["issue"])
    error_message = "Only issue speaks to the portal."
  }

  assert {
    condition     = toset([for key in keys(google_secret_manager_secret_iam_member.this) : split(" ", key)[1] if startswith(key, "complaint ")]) == toset(["cabinet-key", "trust-intermediates", "trust-roots"])
    error_message = "complaint asks no registry."
  }
}

run "the_archive_opens_what_it_needs" {
  command = plan

  variables {
    queues  = { verify = "verify", deadline = "deadline", notices = "notices", queue = "queue", complaints = "complaints", archive = "archive" }
    secrets = { cabinet-key = "cabinet-key", portal-secret = "portal-secret", registries-token = "registries-token", trust-intermediates = "trust-intermediates", trust-roots = "trust-roots", archive-key-id = "archive-key-id", archive-secret = "archive-secret" }
  }

  assert {
    condition     = contains(keys(google_secret_manager_secret_iam_member.this), "issue archive-secret") && contains(keys(google_cloud_tasks_queue_iam_member.this), "issue archive")
    error_message = "Where there is an archive, issue has its secret and its queue."
  }
}

run "nobody_changes_or_deletes_an_object" {
  command = plan

  assert {
    condition     = toset([for grant in google_storage_bucket_iam_member.this : grant.role]) == toset(["projects/demo-project/roles/x", "roles/storage.objectCreator", "roles/storage.objectViewer"])
    error_message = "Objects are created, read and held, never overwritten."
  }

  assert {
    condition     = google_project_iam_custom_role.holder.permissions == toset(["storage.objects.update"])
    error_message = "Who holds an object may not delete it."
  }

  assert {
    condition     = toset([for key in keys(google_storage_bucket_iam_member.this) : key if endswith(key, " holder")]) == toset(["complaint attachments holder", "operator attachments holder", "submit attachments holder"])
    error_message = "Only attachments are held, and only by who names them in a case."
  }

  assert {
    condition     = !anytrue([for key in keys(google_storage_bucket_iam_member.this) : startswith(key, "submit certificates") || startswith(key, "complaint certificates") || startswith(key, "issue answers")])
    error_message = "No function reads a bucket that is not its work."
  }
}

run "limited_to_our_database" {
  command = plan

  assert {
    condition     = alltrue([for grant in concat(values(google_project_iam_member.store), [google_project_iam_member.export]) : strcontains(grant.condition[0].expression, "projects/demo-project/databases/anyqtama")])
    error_message = "No grant on the database holds for another one."
  }
}

run "on_call_stops_a_key_and_makes_none" {
  command = plan

  variables {
    on_call   = ["group:duty@example.org"]
    releasers = ["user:lead@example.org"]
  }

  assert {
    condition     = google_project_iam_custom_role.people["keys"].permissions == toset(["cloudkms.cryptoKeyVersions.get", "cloudkms.cryptoKeyVersions.list", "cloudkms.cryptoKeyVersions.update", "cloudkms.cryptoKeys.get", "cloudkms.cryptoKeys.list"])
    error_message = "Whoever stops a key neither makes, destroys nor uses one."
  }

  assert {
    condition     = length(google_kms_key_ring_iam_member.on_call) == 2 && alltrue([for grant in google_kms_key_ring_iam_member.on_call : grant.role == "projects/demo-project/roles/anyqtamaKeyDisabler" && grant.member == "group:duty@example.org"])
    error_message = "Whoever is on call stops keys of both rings."
  }

  assert {
    condition     = toset([for grant in google_cloud_tasks_queue_iam_member.on_call : grant.name]) == toset(keys(var.queues))
    error_message = "Whoever is on call pauses and resumes every queue."
  }

  assert {
    condition     = toset(keys(google_service_account_iam_member.releaser)) == toset(["user:lead@example.org complaint", "user:lead@example.org issue", "user:lead@example.org submit"])
    error_message = "Only who rolls out acts as the functions' accounts."
  }

  assert {
    condition     = toset(keys(google_project_iam_member.log_reader)) == toset(["group:duty@example.org service", "operator audit", "operator service"])
    error_message = "The audit log is for operators."
  }
}

run "nobody_is_on_call_until_named" {
  command = plan

  assert {
    condition     = length(google_project_iam_member.on_call) + length(google_cloud_tasks_queue_iam_member.on_call) + length(google_kms_key_ring_iam_member.on_call) + length(google_service_account_iam_member.releaser) == 0
    error_message = "Nobody gets rights who is not named."
  }
}

run "exports_reach_their_bucket_alone" {
  command = plan

  assert {
    condition     = toset([for grant in google_storage_bucket_iam_member.exports : grant.role]) == toset(["roles/storage.legacyBucketReader", "roles/storage.objectAdmin"]) && alltrue([for grant in google_storage_bucket_iam_member.exports : grant.bucket == "demo-project-copies"])
    error_message = "The account of exports writes into the bucket of copies, and no other."
  }
}

run "refuses_operators_that_are_everybody" {
  command = plan

  variables {
    keymakers = ["serviceAccount:a@b.iam.gserviceaccount.com"]
    log_views = { audit = "audit" }
    on_call   = ["allAuthenticatedUsers"]
    operators = ["allUsers"]
    releasers = ["domain:example.org"]
    database  = "anyqtama"
    queues    = { verify = "verify" }
    rings     = {}
    secrets   = {}
    buckets   = {}
  }

  expect_failures = [var.buckets, var.database, var.keymakers, var.log_views, var.on_call, var.operators, var.queues, var.releasers, var.rings, var.secrets]
}
