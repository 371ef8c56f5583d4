# Who acts in the cloud. Nobody has a key: Google's own services give tokens, and people impersonate `operator`.

locals {
  accounts = {
    submit    = "Takes applications in, and runs the line of the centres."
    issue     = "Verifies, issues and revokes certificates."
    complaint = "Hears complaints."
    tasks     = "In whose name Cloud Tasks and Cloud Scheduler call the functions."
    exports   = "In whose name the database is exported once a month."
    build     = "In whose name Cloud Build builds the functions."
    operator  = "What operators act as: directory, chains, archive, secrets, restore."
    keymaker  = "What people act as while they make or rotate a key that seals."
  }
  functions = toset(["submit", "issue", "complaint"])
}

# An account's id has at least six characters, which `issue` and `tasks` alone do not.
resource "google_service_account" "this" {
  for_each = local.accounts

  project      = var.project_id
  account_id   = "anyqtama-${each.key}"
  display_name = "Anyqtama: ${each.key}"
  description  = each.value
}

resource "google_service_account_iam_member" "operator" {
  for_each = var.operators

  service_account_id = google_service_account.this["operator"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = each.value
}

# A request for a certificate is signed with the key itself, so whoever makes one could seal. That is nobody, but for the
# hours in which `keymakers` names somebody; all of it is in the audit log.
resource "google_service_account_iam_member" "keymaker" {
  for_each = var.keymakers

  service_account_id = google_service_account.this["keymaker"].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = each.value
}

# Whoever makes a task names the account whose token it brings, and must be allowed to act as that one: as no other.
resource "google_service_account_iam_member" "tasks" {
  for_each = local.functions

  service_account_id = google_service_account.this["tasks"].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.this[each.key].member
}
