variable "kms_key" {
  type        = string
  description = "Resource name of the key that encrypts the secrets."
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key))
    error_message = "kms_key must be a key's resource name: projects/P/locations/L/keyRings/R/cryptoKeys/K."
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

variable "notification_channels" {
  type        = list(string)
  description = "Ids of the monitoring channels that are told when a secret is due for rotation or was changed. None: nobody is told."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", id))])
    error_message = "A notification channel must be named as projects/P/notificationChannels/N."
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
  description = "The project's number, from which the address of Secret Manager's agent follows."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,20}$", var.project_number))
    error_message = "project_number must be the project's number, in digits."
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

variable "rotation" {
  type = object({
    first = string
    days  = number
  })
  description = "When whoever holds a secret is first reminded to rotate it (as 2027-11-01T04:00:00Z), and every how many days again. Null: no reminders."
  default     = null

  validation {
    condition     = var.rotation == null || can(formatdate("YYYY", var.rotation.first))
    error_message = "rotation.first must be a time as 2027-11-01T04:00:00Z."
  }

  validation {
    condition     = var.rotation == null || try(var.rotation.days >= 30 && var.rotation.days <= 3650, false)
    error_message = "rotation.days must be from 30 to 3650."
  }
}

variable "runbooks" {
  type        = string
  description = "Where the runbooks are read: an address or a folder, without a slash at the end."
  default     = "docs/operations"
  nullable    = false

  validation {
    condition     = can(regex("^(https://)?[^ /]+(/[^ /]+)*$", var.runbooks))
    error_message = "runbooks must be an address or a folder, without spaces and without a slash at the end."
  }
}

variable "secrets" {
  type = map(object({
    description = string
    rotates     = bool
  }))
  description = "The secrets, by their id: what each is, and whether it is to be rotated."
  nullable    = false

  validation {
    condition     = alltrue([for id in keys(var.secrets) : can(regex("^[a-z][a-z0-9-]{1,60}$", id))])
    error_message = "A secret's id must be small letters, digits and hyphens."
  }
}
