variable "archive" {
  type = object({
    bucket     = string
    generation = optional(number)
    object     = string
  })
  description = "Where Cloud Build finds the source archive: output `archive` of module source."
  nullable    = false

  validation {
    condition     = can(regex("\\.zip$", var.archive.object))
    error_message = "archive.object must be the name of a ZIP archive in the bucket."
  }
}

variable "build_account" {
  type        = string
  description = "E-mail of the service account that builds the functions."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9-]{4,28}[a-z0-9]\\.iam\\.gserviceaccount\\.com$", var.build_account))
    error_message = "build_account must be the e-mail of a service account of the project, without \"serviceAccount:\" before it."
  }
}

variable "environment_variables" {
  type        = map(map(string))
  description = "Settings of each function by its name, without secrets; PYTHONPATH and THREADS are added."
  nullable    = false

  validation {
    condition     = toset(keys(var.environment_variables)) == toset(["complaint", "issue", "submit"])
    error_message = "environment_variables must have the keys submit, issue and complaint, each with the settings of that function."
  }

  validation {
    condition     = alltrue(flatten([for settings in values(var.environment_variables) : [for name, value in settings : can(regex("^[A-Z][A-Z0-9_]*$", name)) && value != ""]]))
    error_message = "Every setting must have a name in capitals and a value that is not empty: a function counts an empty one as missing, and does not start."
  }

  validation {
    condition     = alltrue(flatten([for settings in values(var.environment_variables) : [for name in keys(settings) : !contains(["CLOCK_FILE", "CLOUD_TASKS_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "KMS_EMULATOR_HOST", "PYTHONPATH", "STORAGE_EMULATOR_HOST", "THREADS"], name)]]))
    error_message = "The clock file and the addresses of emulators are for the local stack only, and PYTHONPATH and THREADS are set by the module."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of every function."
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
  description = "The project's number, which is part of the addresses of the functions."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,20}$", var.project_number))
    error_message = "project_number must be the project's number, in digits."
  }
}

variable "region" {
  type        = string
  description = "The region of the functions."
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

variable "repository" {
  type        = string
  description = "Repository of the images: output `repository` of module source."
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/repositories/[^/]+$", var.repository))
    error_message = "repository must be the resource name of a repository: projects/…/locations/…/repositories/…."
  }
}

variable "secret_environment_variables" {
  type = map(map(object({
    secret  = string
    version = optional(string, "latest")
  })))
  description = "Settings of each function that Secret Manager holds: by function and setting, the id of the secret and its version."
  nullable    = false

  validation {
    condition     = toset(keys(var.secret_environment_variables)) == toset(["complaint", "issue", "submit"])
    error_message = "secret_environment_variables must have the keys submit, issue and complaint, each with the secrets of that function."
  }

  validation {
    condition     = alltrue(flatten([for secrets in values(var.secret_environment_variables) : [for reference in values(secrets) : can(regex("^[a-zA-Z0-9_-]{1,255}$", reference.secret)) && can(regex("^(latest|[1-9][0-9]*)$", reference.version))]]))
    error_message = "A secret must be given by its id, not by its resource name, and its version must be latest or a number."
  }
}

variable "secret_volumes" {
  type = map(map(object({
    file    = string
    secret  = string
    version = optional(string, "latest")
  })))
  description = "Files of each function that Secret Manager holds: by function and folder, the name of the file, the id of the secret and its version."
  nullable    = false

  validation {
    condition     = toset(keys(var.secret_volumes)) == toset(["complaint", "issue", "submit"])
    error_message = "secret_volumes must have the keys submit, issue and complaint, each with the files of that function."
  }

  validation {
    condition     = alltrue(flatten([for volumes in values(var.secret_volumes) : [for folder, file in volumes : can(regex("^/[a-z0-9/]+[a-z0-9]$", folder)) && can(regex("^[a-z0-9._-]+$", file.file))]]))
    error_message = "A folder must be an absolute path without a slash at its end, and a file a name without a path: each folder shows one secret."
  }
}

variable "service_accounts" {
  type        = map(string)
  description = "E-mail of the service account of each function."
  nullable    = false

  validation {
    condition     = toset(keys(var.service_accounts)) == toset(["complaint", "issue", "submit"])
    error_message = "service_accounts must have the keys submit, issue and complaint."
  }

  validation {
    condition     = length(distinct(values(var.service_accounts))) == length(var.service_accounts)
    error_message = "Every function must have a service account of its own, or one could do what another may."
  }
}

variable "sizes" {
  type = map(object({
    cpu     = string
    max     = number
    memory  = string
    min     = number
    threads = number
    timeout = number
  }))
  description = "How large each function is: what infra/functions.json says."
  nullable    = false

  validation {
    condition     = toset(keys(var.sizes)) == toset(["complaint", "issue", "submit"])
    error_message = "sizes must have the keys submit, issue and complaint."
  }

  validation {
    condition     = alltrue([for size in values(var.sizes) : size.threads >= 1 && size.threads <= 1000 && floor(size.threads) == size.threads])
    error_message = "threads must be a whole number from 1 to 1000: it is how many requests one instance serves at once."
  }

  validation {
    condition     = alltrue([for size in values(var.sizes) : size.threads == 1 || tonumber(size.cpu) >= 1])
    error_message = "An instance that serves several requests at once needs a whole CPU or more."
  }

  validation {
    condition     = alltrue([for size in values(var.sizes) : size.min >= 0 && size.max >= 1 && size.min <= size.max])
    error_message = "min must not be negative, and max must be at least 1 and not below min."
  }

  validation {
    condition     = alltrue([for size in values(var.sizes) : can(regex("^[0-9]+(Mi|Gi)$", size.memory))])
    error_message = "memory must be given in Mi or Gi, as 512Mi."
  }

  validation {
    condition     = alltrue([for size in values(var.sizes) : size.timeout >= 1 && size.timeout <= 3600])
    error_message = "timeout must be from 1 to 3600 seconds."
  }
}

variable "traffic_on_latest" {
  type        = bool
  description = "Whether a new revision gets all requests at once. When false, it gets none until somebody shifts them: see the guide to rolling out."
  default     = true
  nullable    = false
}
