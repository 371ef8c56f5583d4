# What the code, the local stack and the cloud share is read from the same files, and stands nowhere else.

locals {
  infra    = "${path.module}/../../.."
  alerts   = jsondecode(file("${local.infra}/alerts.json"))
  buckets  = jsondecode(file("${local.infra}/buckets.json"))
  indexes  = jsondecode(file("${local.infra}/firestore.indexes.json"))
  jobs     = jsondecode(file("${local.infra}/scheduler.json"))
  metrics  = jsondecode(file("${local.infra}/metrics.json"))
  queues   = jsondecode(file("${local.infra}/queues.json"))
  routes   = jsondecode(file("${local.infra}/routes.json"))
  sizes    = jsondecode(file("${local.infra}/functions.json"))
  services = ["submit", "issue", "complaint"]

  # A spreadsheet puts a mark before the first column's name, which is no part of it. Where the file has no such columns,
  # there are no offices here, and the checks of variables say so by a sentence.
  offices_text = trimprefix(file("${local.infra}/directory/offices.csv"), "\ufeff")
  offices      = { for office in try(csvdecode(local.offices_text), []) : office.id => office if can([office.id, office.kind, office.active]) }
  # Active offices seal today. Keys are there before an office is active, and stay after it has closed.
  keyed   = setunion([for id, office in local.offices : id if office.active == "yes"], var.keyed_offices)
  signers = toset([for id in local.keyed : id if local.offices[id].kind == "provider"])

  archived = var.data_residency == "archive-in-country"
  secrets = merge(
    {
      cabinet-key         = { description = "CABINET_KEY: names the cabinets. With another one no cabinet is found again.", rotates = false }
      portal-secret       = { description = "PORTAL_SECRET: shared with the portal, which takes notices by it.", rotates = true }
      registries-token    = { description = "REGISTRIES_TOKEN: by which the registries know us.", rotates = true }
      trust-intermediates = { description = "TRUST_INTERMEDIATES: PEM of the authorities between the roots and the holders.", rotates = false }
      trust-roots         = { description = "TRUST_ROOTS: PEM of the roots that are trusted. Public, but nobody may change it unseen.", rotates = false }
    },
    local.archived ? {
      archive-key-id = { description = "ARCHIVE_KEY_ID: who we are at the archive.", rotates = true }
      archive-secret = { description = "ARCHIVE_SECRET: by which the archive knows us.", rotates = true }
    } : {},
  )
}
