# The three functions, all from one archive. Each has its own entry point, settings, secrets and service account.

locals {
  names = toset(["submit", "issue", "complaint"])
}

resource "google_cloudfunctions2_function" "this" {
  for_each = local.names

  project     = var.project_id
  location    = var.region
  name        = each.value
  description = "Anyqtama: ${each.value}"
  labels      = var.labels

  build_config {
    runtime           = "python313"
    entry_point       = each.value
    service_account   = "projects/${var.project_id}/serviceAccounts/${var.build_account}"
    docker_repository = var.repository

    environment_variables = {
      # The entry points lie in folders of their own, and not in main.py at the root, where the build looks otherwise.
      GOOGLE_FUNCTION_SOURCE = "functions/${each.value}/main.py"
    }

    source {
      storage_source {
        bucket     = var.archive.bucket
        object     = var.archive.object
        generation = var.archive.generation
      }
    }

    # Google puts fixes of the system and of Python's patch level under the image by itself: nobody has to deploy for them.
    automatic_update_policy {}
  }

  service_config {
    available_cpu    = var.sizes[each.value].cpu
    available_memory = var.sizes[each.value].memory
    # One instance serves as many requests as it has threads: a further one would wait for a thread, unseen by Cloud Run,
    # while another instance could serve it.
    max_instance_request_concurrency = var.sizes[each.value].threads
    min_instance_count               = lookup(var.least_instances, each.value, var.sizes[each.value].min)
    max_instance_count               = var.sizes[each.value].max
    timeout_seconds                  = var.sizes[each.value].timeout
    service_account_email            = var.service_accounts[each.value]
    all_traffic_on_latest_revision   = var.traffic_on_latest
    # The load balancer, and Google's own callers within the project: Cloud Tasks and Cloud Scheduler count as internal
    # when they call the run.app address.
    ingress_settings = "ALLOW_INTERNAL_AND_GCLB"

    environment_variables = merge(var.environment_variables[each.value], {
      # The archive's root. The loader puts only the folder of the entry point on the path.
      PYTHONPATH = "/workspace"
      THREADS    = tostring(var.sizes[each.value].threads)
    })

    dynamic "secret_environment_variables" {
      for_each = var.secret_environment_variables[each.value]
      iterator = setting

      content {
        key        = setting.key
        project_id = var.project_id
        secret     = setting.value.secret
        version    = setting.value.version
      }
    }

    dynamic "secret_volumes" {
      for_each = var.secret_volumes[each.value]
      iterator = volume

      content {
        mount_path = volume.key
        project_id = var.project_id
        secret     = volume.value.secret

        versions {
          path    = volume.value.file
          version = volume.value.version
        }
      }
    }
  }

  lifecycle {
    precondition {
      condition     = length(setintersection(keys(var.environment_variables[each.value]), keys(var.secret_environment_variables[each.value]))) == 0
      error_message = "A setting of ${each.value} is given both in the open and as a secret."
    }

    precondition {
      condition     = lookup(var.least_instances, each.value, 0) <= var.sizes[each.value].max
      error_message = "least_instances of ${each.value} is more than the most instances that infra/functions.json allows it."
    }
  }
}

# Cloud Run lets everybody in whom ingress lets through, and the function asks for the token itself: the load balancer
# brings none of Google's, citizens and officers bring those of other issuers, and the public check brings none. Cloud
# Tasks and Cloud Scheduler bring one for the audience of our own that the function knows, whose issuer, account and
# audience it verifies. An organisation that forbids allUsers (constraints/iam.allowedPolicyMemberDomains) has to make an
# exception for this project.
resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = google_cloudfunctions2_function.this

  project  = var.project_id
  location = var.region
  name     = each.value.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}
