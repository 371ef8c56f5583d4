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

variable "heads" {
  type        = set(string)
  description = "Ids of the offices whose head seals answers to complaints (clause 11.9): a key for each."
  nullable    = false

  validation {
    condition     = alltrue([for id in var.heads : can(regex("^[a-zA-Z0-9_-]{1,63}$", id))])
    error_message = "Every id in heads must be 1 to 63 letters, digits, hyphens and underscores, since it names a key."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of every key."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", name)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Labels must be small letters, digits, hyphens and underscores."
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
  description = "The project's number, from which the addresses of Google's own service agents follow."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,20}$", var.project_number))
    error_message = "project_number must be the project's number, in digits."
  }
}

variable "region" {
  type        = string
  description = "The region of the key rings; it must be the region of the data."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region, as europe-west3."
  }
}

variable "signers" {
  type        = set(string)
  description = "Ids of the providers whose authorised person seals certificates (clause 4.4): a key for each."
  nullable    = false

  validation {
    condition     = alltrue([for id in var.signers : can(regex("^[a-zA-Z0-9_-]{1,63}$", id))])
    error_message = "Every id in signers must be 1 to 63 letters, digits, hyphens and underscores, since it names a key."
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
