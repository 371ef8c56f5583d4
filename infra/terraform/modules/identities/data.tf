# Grants on the database and the objects.

locals {
  # What each account does with each bucket. Nobody may change or delete the bytes of an object; what a case names is held.
  bucket_roles = {
    read   = { viewer = "roles/storage.objectViewer" }
    create = { creator = "roles/storage.objectCreator", viewer = "roles/storage.objectViewer" }
    hold   = { creator = "roles/storage.objectCreator", holder = google_project_iam_custom_role.holder.name, viewer = "roles/storage.objectViewer" }
  }
  bucket_use = {
    submit    = { attachments = "hold" }
    issue     = { attachments = "create", certificates = "create" }
    complaint = { attachments = "hold", answers = "create" }
    operator  = { attachments = "hold", certificates = "create", answers = "read" }
  }
  bucket_grants = merge([
    for account, uses in local.bucket_use : merge([
      for bucket, use in uses : { for short, role in local.bucket_roles[use] : "${account} ${bucket} ${short}" => { account = account, bucket = bucket, role = role } }
    ]...)
  ]...)
}

# Firestore takes grants on the project alone; the condition limits them to our database.
resource "google_project_iam_member" "store" {
  for_each = toset(["submit", "issue", "complaint", "operator"])

  project = var.project_id
  role    = "roles/datastore.user"
  member  = google_service_account.this[each.key].member

  condition {
    title       = "the database of the service"
    description = "No other database of the project."
    expression  = "resource.type == \"firestore.googleapis.com/Database\" && resource.name == \"${var.database}\""
  }
}

# Whoever makes a key looks up in the directory for whom.
resource "google_project_iam_member" "store_reader" {
  project = var.project_id
  role    = "roles/datastore.viewer"
  member  = google_service_account.this["keymaker"].member

  condition {
    title       = "the database of the service"
    description = "No other database of the project."
    expression  = "resource.type == \"firestore.googleapis.com/Database\" && resource.name == \"${var.database}\""
  }
}

resource "google_project_iam_member" "export" {
  project = var.project_id
  role    = "roles/datastore.importExportAdmin"
  member  = google_service_account.this["exports"].member

  condition {
    title       = "the database of the service"
    description = "No other database of the project."
    expression  = "resource.type == \"firestore.googleapis.com/Database\" && resource.name == \"${var.database}\""
  }
}

# No role of Google's lets somebody hold an object without letting him delete it.
resource "google_project_iam_custom_role" "holder" {
  project     = var.project_id
  role_id     = "anyqtamaHolder"
  title       = "Anyqtama: hold objects"
  description = "Sets a hold on an object, so that no lifecycle rule removes it."
  permissions = ["storage.objects.update"]
}

resource "google_storage_bucket_iam_member" "this" {
  for_each = local.bucket_grants

  bucket = var.buckets[each.value.bucket]
  role   = each.value.role
  member = google_service_account.this[each.value.account].member
}

# Firestore writes an export in the name of whoever asks for it. Google's page on scheduled exports gives that account
# roles/storage.admin on the bucket; these two are what an export needs by the same page. Not tried: there was no cloud.
resource "google_storage_bucket_iam_member" "exports" {
  for_each = toset(["roles/storage.legacyBucketReader", "roles/storage.objectAdmin"])

  bucket = var.buckets["copies"]
  role   = each.value
  member = google_service_account.this["exports"].member
}
