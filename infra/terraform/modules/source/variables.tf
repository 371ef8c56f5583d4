variable "build_account" {
  type        = string
  description = "E-mail of the service account that builds the functions: it reads the archive and writes the images."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z][a-z0-9-]{4,28}[a-z0-9]\\.iam\\.gserviceaccount\\.com$", var.build_account))
    error_message = "build_account must be the e-mail of a service account of the project, without \"serviceAccount:\" before it."
  }
}

variable "kms_key" {
  type        = string
  description = "Key that encrypts the archives and the images."
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key))
    error_message = "kms_key must be the resource name of a key: projects/…/locations/…/keyRings/…/cryptoKeys/…."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of the bucket and the repository."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", name)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Labels must be small letters, digits, hyphens and underscores."
  }
}

variable "package_path" {
  type        = string
  description = "The archive of the functions, as `make package` has built and named it."
  nullable    = false

  validation {
    condition     = can(regex("anyqtama-[0-9a-f]{12}\\.zip$", var.package_path))
    error_message = "package_path must name an archive of make package, as out/package/anyqtama-0123456789ab.zip: its name says which commit it was built from."
  }

  validation {
    condition     = fileexists(var.package_path)
    error_message = "There is no file at package_path. Run make package, and give the path that it prints."
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
  description = "The project's number, from which the address of Artifact Registry's own service agent follows."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,20}$", var.project_number))
    error_message = "project_number must be the project's number, in digits."
  }
}

variable "region" {
  type        = string
  description = "The region of the functions: the archive and the images lie beside them."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region, as europe-west3."
  }
}
