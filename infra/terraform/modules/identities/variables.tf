variable "buckets" {
  type        = map(string)
  description = "Full names of the buckets, by their short ones."
  nullable    = false

  validation {
    condition     = alltrue([for name in ["answers", "attachments", "certificates", "copies"] : contains(keys(var.buckets), name)])
    error_message = "buckets must have answers, attachments, certificates and copies: functions and exports read and write them."
  }
}

variable "database" {
  type        = string
  description = "The database's resource name: projects/P/databases/D."
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/databases/[^/]+$", var.database))
    error_message = "database must be a resource name: projects/P/databases/D."
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

variable "log_views" {
  type        = map(string)
  description = "Resource names of the views of the log buckets, by the bucket's name."
  nullable    = false

  validation {
    condition     = toset(keys(var.log_views)) == toset(["audit", "service"]) && alltrue([for view in values(var.log_views) : can(regex("^projects/[^/]+/locations/[^/]+/buckets/[^/]+/views/[^/]+$", view))])
    error_message = "log_views must have audit and service, each as projects/P/locations/L/buckets/B/views/V."
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

variable "queues" {
  type        = map(string)
  description = "Names of the queues, by themselves."
  nullable    = false

  validation {
    condition     = length(setsubtract(["verify", "deadline", "notices", "queue", "complaints"], keys(var.queues))) == 0
    error_message = "queues must have verify, deadline, notices, queue and complaints: functions make tasks in them."
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

variable "releasers" {
  type        = set(string)
  description = "Who may shift requests between revisions, as group:guardianship-releases@example.org: whoever may could also run code as the functions, so name few. They are in on_call too, to see what they do."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.releasers : can(regex("^(group|user):[^@ ]+@[^@ ]+$", member))])
    error_message = "Every one of releasers must be group:ADDRESS or user:ADDRESS; everybody and service accounts are never releasers."
  }
}

variable "rings" {
  type        = map(string)
  description = "Ids of the key rings, by name."
  nullable    = false

  validation {
    condition     = alltrue([for name in ["heads", "signers"] : contains(keys(var.rings), name)])
    error_message = "rings must have heads and signers: functions sign with the keys in them."
  }
}

variable "secrets" {
  type        = map(string)
  description = "Ids of the secrets, by themselves."
  nullable    = false

  validation {
    condition     = length(setsubtract(["cabinet-key", "portal-secret", "registries-token", "trust-intermediates", "trust-roots"], keys(var.secrets))) == 0
    error_message = "secrets must have cabinet-key, portal-secret, registries-token, trust-intermediates and trust-roots: functions read them."
  }
}
