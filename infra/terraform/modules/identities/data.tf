# Grants on the database and the objects.

locals {
  # What each account does with each bucket. `create` lets nobody change or delete what is there.
  bucket_roles = {
    create = ["roles/storage.objectCreator"]
    read   = ["roles/storage.objectViewer"]
    both   = ["roles/storage.objectCreator", "roles/storage.objectViewer"]
  }
  bucket_use = {
    submit    = { attachments = "both" }
    issue     = { attachments = "both", certificates = "both" }
    complaint = { attachments = "both", answers = "both" }
    operator  = { attachments = "read", certificates = "both", answers = "read" }
  }
  bucket_grants = merge([
    for account, uses in local.bucket_use : merge([
      for bucket, use in uses : { for role in local.bucket_roles[use] : "${account} ${bucket} ${role}" => { account = account, bucket = bucket, role = role } }
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

resource "google_storage_bucket_iam_member" "this" {
  for_each = local.bucket_grants

  bucket = var.buckets[each.value.bucket]
  role   = each.value.role
  member = google_service_account.this[each.value.account].member
}
