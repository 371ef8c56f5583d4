variable "archive" {
  type = object({
    bucket = string
    region = string
    url    = string
    years  = number
  })
  description = "The write-once store in the country: root of its S3 interface, region by which it is signed, bucket, and how many years nobody can remove a copy. Given exactly when data_residency is archive-in-country."
  default     = null

  validation {
    condition     = (var.archive != null) == (var.data_residency == "archive-in-country")
    error_message = "archive must be given when data_residency is archive-in-country, and must be null when it is none."
  }

  validation {
    condition     = var.archive == null || can(regex("^https://[^/?# ]+/?$", var.archive.url))
    error_message = "archive.url must be the root of an S3 interface, as https://s3.example.kz."
  }

  validation {
    condition     = var.archive == null || try(var.archive.years >= 1 && var.archive.years <= 100 && floor(var.archive.years) == var.archive.years, false)
    error_message = "archive.years must be a whole number from 1 to 100."
  }

  validation {
    condition     = var.archive == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.archive.bucket))
    error_message = "archive.bucket must be a bucket's name: 3 to 63 small letters, digits, hyphens and dots."
  }
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

  validation {
    condition     = contains(["archive-in-country", "none"], var.data_residency)
    error_message = "data_residency must be archive-in-country or none."
  }

  validation {
    condition     = var.data_residency != "none" || var.environment != "prod"
    error_message = "prod holds real people's data, so data_residency must be archive-in-country there."
  }
}

variable "database" {
  type        = string
  description = "The database's id. Another one only after a restore, which always makes a new database (docs/operations/restore.md)."
  default     = "anyqtama"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.database))
    error_message = "database must be 4 to 63 small letters, digits and hyphens, beginning with a letter and not ending with a hyphen."
  }
}

variable "delete_protection" {
  type        = bool
  description = "Whether Firestore refuses to delete the database."
  default     = true
  nullable    = false

  validation {
    condition     = var.delete_protection || var.environment != "prod"
    error_message = "delete_protection must be true in prod."
  }
}

variable "domains" {
  type        = list(string)
  description = "Names under which the service is reached; the first stands in the QR code of every certificate, and must never change."
  nullable    = false

  validation {
    condition     = length(var.domains) >= 1 && length(var.domains) <= 10 && length(distinct(var.domains)) == length(var.domains)
    error_message = "domains must name one to ten hosts, each once."
  }

  validation {
    condition     = alltrue([for domain in var.domains : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]{2,63}$", domain))])
    error_message = "A domain must be a full host name in small letters without a dot at its end, as guardianship.example.kz."
  }
}

variable "encryption_protection_level" {
  type        = string
  description = "Where the keys that encrypt stored data live: SOFTWARE, or HSM."
  default     = "SOFTWARE"
  nullable    = false

  validation {
    condition     = contains(["SOFTWARE", "HSM"], var.encryption_protection_level)
    error_message = "encryption_protection_level must be SOFTWARE or HSM."
  }
}

variable "environment" {
  type        = string
  description = "What the deployment is for: dev or prod."
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "environment must be dev or prod."
  }
}

variable "iin_check" {
  type        = string
  description = "IIN_CHECK of the functions: off only in the test contour of the certification authority, whose certificates carry impossible IINs."
  default     = "on"
  nullable    = false

  validation {
    condition     = contains(["on", "off"], var.iin_check)
    error_message = "iin_check must be on or off."
  }

  validation {
    condition     = var.iin_check == "on" || var.environment != "prod"
    error_message = "iin_check must be on in prod: off takes impossible IINs."
  }
}

variable "issuers" {
  type = list(object({
    audience = string
    issuer   = string
    jwks_uri = string
  }))
  description = "Who issues the tokens of people: of the portal, the centres and the offices. Google's, for tasks, is added."
  nullable    = false

  validation {
    condition     = length(var.issuers) > 0
    error_message = "issuers must name at least one issuer, or nobody can call the service."
  }

  validation {
    condition     = alltrue([for given in var.issuers : startswith(given.issuer, "https://") && startswith(given.jwks_uri, "https://") && given.audience != ""])
    error_message = "Every issuer must have an issuer and a jwks_uri that begin with https://, and an audience."
  }

  validation {
    condition     = !anytrue([for given in var.issuers : given.issuer == "https://accounts.google.com"])
    error_message = "Google's issuer must not be among issuers: it is that of tasks, and has no people's roles."
  }
}

variable "keyed_offices" {
  type        = set(string)
  description = "Ids of offices that have keys beside the active ones of the directory: those that are being prepared, and those that closed, whose keys stay."
  default     = []
  nullable    = false

  validation {
    # Terraform wants the variable to be named where it is checked; null it never is.
    condition     = var.keyed_offices == null || length(local.offices) > 0
    error_message = "infra/directory/offices.csv cannot be read. It must be UTF-8, with commas between its columns, and its first line must name them: id,kind,active and the others. A spreadsheet may have saved it with semicolons."
  }

  validation {
    condition     = length(setsubtract(var.keyed_offices, keys(local.offices))) == 0
    error_message = "keyed_offices has ids that the directory (infra/directory/offices.csv) does not have: ${join(", ", setsubtract(var.keyed_offices, keys(local.offices)))}."
  }
}

variable "keymakers" {
  type        = set(string)
  description = "Who may act as the keymaker's account, as user:a@example.org: who makes versions of the keys that seal, and could seal with them. Empty, but for the hours of a rotation."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.keymakers : can(regex("^(group|user):[^@ ]+@[^@ ]+$", member))])
    error_message = "Every one of keymakers must be group:ADDRESS or user:ADDRESS; everybody and service accounts are never keymakers."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of everything that takes labels."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", name)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Labels must be small letters, digits, hyphens and underscores."
  }
}

variable "least_instances" {
  type        = map(number)
  description = "How many instances of a function are kept when nobody calls, where it is not what infra/functions.json says."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, count in var.least_instances : contains(["complaint", "issue", "submit"], name) && count >= 0 && floor(count) == count])
    error_message = "least_instances must give whole numbers, 0 or more, for submit, issue or complaint."
  }

  validation {
    condition     = alltrue([for name, count in var.least_instances : try(count <= local.sizes[name].max, true)])
    error_message = "least_instances must not be more than max of the function in infra/functions.json."
  }
}

variable "log_sample_rate" {
  type        = number
  description = "Which part of the requests that it let through and that failed, or that it stopped, the load balancer logs, from 0 to 1. Null: what module edge says, one in ten."
  default     = null

  validation {
    condition     = try(var.log_sample_rate >= 0 && var.log_sample_rate <= 1, var.log_sample_rate == null)
    error_message = "log_sample_rate must be from 0 to 1."
  }
}

variable "ncanode_url" {
  type        = string
  description = "Root of the NCANode server that verifies GOST signatures. Null: such signatures are refused."
  default     = null

  validation {
    condition     = var.ncanode_url == null || can(regex("^https?://[^/?# ]+/?$", var.ncanode_url))
    error_message = "ncanode_url must be the root of an NCANode server, as https://ncanode.example.kz."
  }
}

variable "notification_channels" {
  type        = list(string)
  description = "Ids of the monitoring channels that wake whoever is on duty."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", id))])
    error_message = "A notification channel must be named as projects/P/notificationChannels/N."
  }

  validation {
    condition     = length(var.notification_channels) > 0 || var.environment != "prod"
    error_message = "prod must have a notification channel: an alert that reaches nobody is none."
  }
}

variable "on_call" {
  type        = set(string)
  description = "Who is on call, as group:guardianship-duty@example.org: pauses and resumes queues, runs jobs, disables a key that seals, reads the log of the service. As himself, without an account to act as."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.on_call : can(regex("^(group|user):[^@ ]+@[^@ ]+$", member))])
    error_message = "Every one of on_call must be group:ADDRESS or user:ADDRESS; everybody and service accounts are never on call."
  }
}

variable "operators" {
  type        = set(string)
  description = "Who may act as the operator's account, as group:ops@example.org."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.operators : can(regex("^(group|user):[^@ ]+@[^@ ]+$", member))])
    error_message = "Every one of operators must be group:ADDRESS or user:ADDRESS; everybody and service accounts are never operators."
  }
}

variable "package_path" {
  type        = string
  description = "The archive of the functions, as make package has built and named it."
  nullable    = false

  validation {
    condition     = can(regex("anyqtama-[0-9a-f]{12}[.]zip$", var.package_path))
    error_message = "package_path must name an archive of make package, as ../../../../out/package/anyqtama-0123456789ab.zip: its name says which commit it was built from."
  }

  validation {
    condition     = fileexists(var.package_path)
    error_message = "There is no file at package_path. Run make package, and give the path that it prints."
  }
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

  validation {
    condition     = can(regex("^https://[^/?# ]+(/[^?# ]*)?$", var.portal_url))
    error_message = "portal_url must begin with https:// and have no query."
  }
}

variable "project_id" {
  type        = string
  description = "The project that the service runs in."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id: 6 to 30 small letters, digits and hyphens, beginning with a letter."
  }
}

variable "project_number" {
  type        = string
  description = "The project's number, from which the addresses of Google's own service agents and of the functions follow."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,20}$", var.project_number))
    error_message = "project_number must be the project's number, in digits."
  }
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

  validation {
    condition     = alltrue([for count in values(var.rate_limits) : try(count >= 1 && count <= 1000000 && floor(count) == count, count == null)])
    error_message = "Every one of rate_limits must be a whole number of requests a minute, from 1 to 1000000."
  }
}

variable "region" {
  type        = string
  description = "The region that everything regional is in."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region, as europe-west3."
  }
}

variable "registries_url" {
  type        = string
  description = "Where the state registries are asked."
  nullable    = false

  validation {
    condition     = can(regex("^https://[^/?# ]+(/[^?# ]*)?$", var.registries_url))
    error_message = "registries_url must begin with https:// and have no query."
  }
}

variable "registry_bins" {
  type        = map(string)
  description = "The BIN that the certificate of each registry must bear."
  nullable    = false

  validation {
    condition     = toset(keys(var.registry_bins)) == toset(["births", "guardianship", "persons"])
    error_message = "registry_bins must have births, guardianship and persons."
  }

  validation {
    condition     = alltrue([for bin in values(var.registry_bins) : can(regex("^[0-9]{12}$", bin))])
    error_message = "A BIN must have twelve digits."
  }
}

variable "registry_budget" {
  type        = number
  description = "Seconds that one round of registry questions may take."
  default     = 4
  nullable    = false

  validation {
    condition     = var.registry_budget > 0 && var.registry_budget <= 20
    error_message = "registry_budget must be from above 0 to 20 seconds: a case has thirty."
  }
}

variable "releasers" {
  type        = set(string)
  description = "Who may shift requests between revisions, as group:guardianship-releases@example.org: whoever may could also run code as the functions, so name few. They are in on_call too, to see what they do."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.releasers : can(regex("^(group|user):[^@ ]+@[^@ ]+$", member))])
    error_message = "Every one of releasers must be group:ADDRESS or user:ADDRESS; everybody and service accounts are never releasers."
  }

  validation {
    condition     = length(setsubtract(var.releasers, var.on_call)) == 0
    error_message = "releasers must be among on_call: ${join(", ", setsubtract(var.releasers, var.on_call))}."
  }
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

  validation {
    condition     = can(regex("^(https://)?[^ /]+(/[^ /]+)*$", var.runbooks))
    error_message = "runbooks must be an address or a folder, without spaces and without a slash at the end."
  }
}

variable "secret_rotation" {
  type = object({
    first = string
    days  = number
  })
  description = "When whoever holds a secret is first reminded to rotate it (as 2027-11-01T04:00:00Z), and every how many days again. Null: no reminders."
  default     = null

  validation {
    condition     = var.secret_rotation == null || can(formatdate("YYYY", var.secret_rotation.first))
    error_message = "secret_rotation.first must be a time as 2027-11-01T04:00:00Z."
  }

  validation {
    condition     = var.secret_rotation == null || try(var.secret_rotation.days >= 30 && var.secret_rotation.days <= 3650, false)
    error_message = "secret_rotation.days must be from 30 to 3650."
  }
}

variable "secret_versions" {
  type        = map(number)
  description = "The number of the version of each secret that the functions read, where it is not 1. Numbered, not latest: all instances then read the same one, and rolling back a revision rolls its secrets back with it."
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.secret_versions), keys(local.secrets))) == 0
    error_message = "secret_versions has names that no secret has: ${join(", ", setsubtract(keys(var.secret_versions), keys(local.secrets)))}."
  }

  validation {
    condition     = alltrue([for number in values(var.secret_versions) : number >= 1 && floor(number) == number])
    error_message = "A version of a secret must be a whole number from 1."
  }
}

variable "signing_algorithm" {
  type        = string
  description = "Algorithm of the keys that seal."
  default     = "EC_SIGN_P256_SHA256"
  nullable    = false

  validation {
    condition     = contains(["EC_SIGN_P256_SHA256", "RSA_SIGN_PKCS1_2048_SHA256"], var.signing_algorithm)
    error_message = "signing_algorithm must be EC_SIGN_P256_SHA256 or RSA_SIGN_PKCS1_2048_SHA256: the sealer knows no other."
  }
}

variable "signing_protection_level" {
  type        = string
  description = "Where the keys that seal live: SOFTWARE, or HSM."
  default     = "SOFTWARE"
  nullable    = false

  validation {
    condition     = contains(["SOFTWARE", "HSM"], var.signing_protection_level)
    error_message = "signing_protection_level must be SOFTWARE or HSM."
  }
}

variable "ticket_channels" {
  type        = list(string)
  description = "Ids of the monitoring channels for what waits until the morning. None: it goes where everything else goes."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.ticket_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", id))])
    error_message = "A ticket channel must be named as projects/P/notificationChannels/N."
  }
}

variable "time_stamping_url" {
  type        = string
  description = "The time-stamping authority (RFC 3161) whose stamps the seals carry."
  nullable    = false

  validation {
    condition     = can(regex("^https?://[^/?# ]+(/[^?# ]*)?$", var.time_stamping_url))
    error_message = "time_stamping_url must begin with http:// or https:// and have no query."
  }
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

  validation {
    condition     = length(var.trusted_ranges) <= 10 && alltrue([for range in var.trusted_ranges : can(cidrhost(range, 0)) && !contains(["0.0.0.0/0", "::/0"], range)])
    error_message = "trusted_ranges must be at most ten ranges in CIDR form, as 203.0.113.0/24, and none the whole internet."
  }
}

variable "waf_preview" {
  type        = bool
  description = "Whether the rule sets of Cloud Armor only log what they would have refused. For the first weeks of an environment."
  default     = false
  nullable    = false
}
