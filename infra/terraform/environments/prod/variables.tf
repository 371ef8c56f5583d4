# What each value may be is checked by module service, which says in a sentence what is wrong, before anything is planned.

variable "archive" {
  type = object({
    bucket = string
    region = string
    url    = string
    years  = number
  })
  description = "The write-once store in the country: root of its S3 interface, region by which it is signed, bucket, and how many years nobody can remove a copy. Given exactly when data_residency is archive-in-country."
  default     = null
}

variable "audit_locked" {
  type        = bool
  description = "Whether the audit log is locked. Locking CANNOT BE UNDONE."
  default     = false
  nullable    = false
}

variable "data_residency" {
  type        = string
  description = <<-TEXT
    Where personal data is kept beside this region, which is not in Kazakhstan: Google has none there.
    archive-in-country: every certificate, its case and its attachments are copied, write-once, to a store in the country.
    none: nothing is copied. Personal data then lies outside the country alone: only for a deployment without real people's data.
  TEXT
  nullable    = false
}

variable "database" {
  type        = string
  description = "The database's id. Another one only after a restore, which always makes a new database (docs/operations/restore.md)."
  default     = "anyqtama"
  nullable    = false
}

variable "delete_protection" {
  type        = bool
  description = "Whether Firestore refuses to delete the database."
  default     = true
  nullable    = false
}

variable "domains" {
  type        = list(string)
  description = "Names under which the service is reached; the first stands in the QR code of every certificate, and must never change."
  nullable    = false
}

variable "encryption_protection_level" {
  type        = string
  description = "Where the keys that encrypt stored data live: SOFTWARE, or HSM."
  default     = "SOFTWARE"
  nullable    = false
}

variable "environment" {
  type        = string
  description = "What the deployment is for: dev or prod."
  nullable    = false
}

variable "iin_check" {
  type        = string
  description = "IIN_CHECK of the functions: off only in the test contour of the certification authority, whose certificates carry impossible IINs."
  default     = "on"
  nullable    = false
}

variable "issuers" {
  type = list(object({
    audience = string
    issuer   = string
    jwks_uri = string
  }))
  description = "Who issues the tokens of people: of the portal, the centres and the offices. Google's, for tasks, is added."
  nullable    = false
}

variable "keyed_offices" {
  type        = set(string)
  description = "Ids of offices that have keys beside the active ones of the directory: those that are being prepared, and those that closed, whose keys stay."
  default     = []
  nullable    = false
}

variable "keymakers" {
  type        = set(string)
  description = "Who may act as the keymaker's account, as user:a@example.org: who makes versions of the keys that seal, and could seal with them. Empty, but for the hours of a rotation."
  default     = []
  nullable    = false
}

variable "labels" {
  type        = map(string)
  description = "Labels of everything that takes labels."
  default     = {}
  nullable    = false
}

variable "least_instances" {
  type        = map(number)
  description = "How many instances of a function are kept when nobody calls, where it is not what infra/functions.json says."
  default     = {}
  nullable    = false
}

variable "log_sample_rate" {
  type        = number
  description = "Which part of the requests that it let through and that failed, or that it stopped, the load balancer logs, from 0 to 1. Null: what module edge says, one in ten."
  default     = null
}

variable "ncanode_url" {
  type        = string
  description = "Root of the NCANode server that verifies GOST signatures. Null: such signatures are refused."
  default     = null
}

variable "notification_channels" {
  type        = list(string)
  description = "Ids of the monitoring channels that wake whoever is on duty."
  default     = []
  nullable    = false
}

variable "on_call" {
  type        = set(string)
  description = "Who is on call, as group:guardianship-duty@example.org: pauses and resumes queues, runs jobs, disables a key that seals, reads the log of the service. As himself, without an account to act as."
  default     = []
  nullable    = false
}

variable "operators" {
  type        = set(string)
  description = "Who may act as the operator's account, as group:ops@example.org."
  default     = []
  nullable    = false
}

variable "package_path" {
  type        = string
  description = "The archive of the functions, as make package has built and named it."
  nullable    = false
}

variable "paused" {
  type        = bool
  description = "Whether queues and jobs stand still: for a restored copy of the service, which must not act."
  default     = false
  nullable    = false
}

variable "portal_url" {
  type        = string
  description = "Where notices are pushed to."
  nullable    = false
}

variable "project_id" {
  type        = string
  description = "The project that the service runs in."
  nullable    = false
}

variable "project_number" {
  type        = string
  description = "The project's number, from which the addresses of Google's own service agents and of the functions follow."
  nullable    = false
}

variable "rate_limits" {
  type = object({
    board   = optional(number)
    check   = optional(number)
    other   = optional(number)
    submit  = optional(number)
    trusted = optional(number)
    uploads = optional(number)
  })
  description = "How many requests a minute one address may make, where it is not what module edge says: to the public boards, figures and health, to the public check, to everything else, to what submits, to anything from trusted_ranges, and to upload."
  default     = {}
  nullable    = false
}

variable "region" {
  type        = string
  description = "The region that everything regional is in."
  nullable    = false
}

variable "registries_url" {
  type        = string
  description = "Where the state registries are asked."
  nullable    = false
}

variable "registry_bins" {
  type        = map(string)
  description = "The BIN that the certificate of each registry must bear."
  nullable    = false
}

variable "registry_budget" {
  type        = number
  description = "Seconds that one round of registry questions may take."
  default     = 4
  nullable    = false
}

variable "releasers" {
  type        = set(string)
  description = "Who may shift requests between revisions, as group:guardianship-releases@example.org: whoever may could also run code as the functions, so name few. They are in on_call too, to see what they do."
  default     = []
  nullable    = false
}

variable "retention_locked" {
  type        = bool
  description = "Whether retention of the buckets is locked. Locking CANNOT BE UNDONE, by nobody: the period can only grow, and a bucket lives until its last object is old enough."
  default     = false
  nullable    = false
}

variable "runbooks" {
  type        = string
  description = "Where the runbooks are read: the address that alerts give, without a slash at the end. A folder of the repository where nothing is published."
  default     = "docs/operations"
  nullable    = false
}

variable "secret_rotation" {
  type = object({
    first = string
    days  = number
  })
  description = "When whoever holds a secret is first reminded to rotate it (as 2027-11-01T04:00:00Z), and every how many days again. Null: no reminders."
  default     = null
}

variable "secret_versions" {
  type        = map(number)
  description = "The number of the version of each secret that the functions read, where it is not 1. Numbered, not latest: all instances then read the same one, and rolling back a revision rolls its secrets back with it."
  default     = {}
  nullable    = false
}

variable "signing_algorithm" {
  type        = string
  description = "Algorithm of the keys that seal."
  default     = "EC_SIGN_P256_SHA256"
  nullable    = false
}

variable "signing_protection_level" {
  type        = string
  description = "Where the keys that seal live: SOFTWARE, or HSM."
  default     = "SOFTWARE"
  nullable    = false
}

variable "ticket_channels" {
  type        = list(string)
  description = "Ids of the monitoring channels for what waits until the morning. None: it goes where everything else goes."
  default     = []
  nullable    = false
}

variable "time_stamping_url" {
  type        = string
  description = "The time-stamping authority (RFC 3161) whose stamps the seals carry."
  nullable    = false
}

variable "traffic_on_latest" {
  type        = bool
  description = "Whether a new revision gets all requests at once. When false, it gets none until somebody shifts them: see the guide to rolling out."
  default     = true
  nullable    = false
}

variable "trusted_ranges" {
  type        = list(string)
  description = "Addresses of the portal and of the centres, in CIDR form: many people's requests come from each. Ten at most."
  default     = []
  nullable    = false
}

variable "waf_preview" {
  type        = bool
  description = "Whether the rule sets of Cloud Armor only log what they would have refused. For the first weeks of an environment."
  default     = false
  nullable    = false
}
