variable "buckets" {
  type = list(object({
    name                  = string
    defaultEventBasedHold = optional(bool, false)
    lifecycle = optional(object({
      rule = list(object({
        action = object({
          storageClass = optional(string)
          type         = string
        })
        condition = object({
          age                     = optional(number)
          daysSinceCustomTime     = optional(number)
          daysSinceNoncurrentTime = optional(number)
          isLive                  = optional(bool)
          matchesPrefix           = optional(list(string))
          matchesStorageClass     = optional(list(string))
          matchesSuffix           = optional(list(string))
          numNewerVersions        = optional(number)
        })
      }))
    }), { rule = [] })
    retentionPolicy  = optional(object({ retentionPeriod = string }))
    softDeletePolicy = optional(object({ retentionDurationSeconds = string }), { retentionDurationSeconds = "2592000" })
    versioning       = optional(object({ enabled = bool }), { enabled = true })
  }))
  description = "The buckets of infra/buckets.json, in the words of the Cloud Storage JSON API. A bucket's full name has the project's id in front."
  nullable    = false

  validation {
    condition     = alltrue([for bucket in var.buckets : can(regex("^[a-z][a-z0-9-]{1,20}$", bucket.name))])
    error_message = "A bucket's name must be 2 to 21 small letters, digits and hyphens; the project's id is put in front."
  }

  validation {
    condition     = length(setintersection([for bucket in var.buckets : bucket.name], ["copies", "source"])) == 0
    error_message = "The names copies and source are taken: by the exports of the database and by the source archives."
  }

  validation {
    condition     = length(distinct([for bucket in var.buckets : bucket.name])) == length(var.buckets)
    error_message = "A bucket stands twice in buckets."
  }

  validation {
    condition     = alltrue([for bucket in var.buckets : bucket.retentionPolicy == null || can(regex("^[1-9][0-9]*$", bucket.retentionPolicy.retentionPeriod))])
    error_message = "retentionPeriod must be a number of seconds, as text."
  }

  validation {
    condition = alltrue(flatten([
      for bucket in var.buckets : [
        for rule in bucket.lifecycle.rule : contains(["AbortIncompleteMultipartUpload", "Delete", "SetStorageClass"], rule.action.type) &&
        (rule.action.type == "SetStorageClass") == (rule.action.storageClass != null)
      ]
    ]))
    error_message = "A lifecycle rule must delete, abort an upload, or set a class and say which."
  }
}

variable "copies_days" {
  type        = number
  description = "How many days an export of the database is kept: it can be neither changed nor deleted before, and is deleted after."
  default     = 365
  nullable    = false

  validation {
    condition     = var.copies_days >= 365 && var.copies_days <= 36500 && floor(var.copies_days) == var.copies_days
    error_message = "copies_days must be a whole number from 365: the class ARCHIVE is paid for a year in any case."
  }
}

variable "kms_key" {
  type        = string
  description = "Resource name of the key that encrypts the objects."
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

variable "project_id" {
  type        = string
  description = "The project that the service runs in."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id: 6 to 30 small letters, digits and hyphens, beginning with a letter."
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

variable "retention_locked" {
  type        = bool
  description = "Whether retention is locked. Locking CANNOT BE UNDONE, by nobody: the period can only grow, and the bucket lives until its last object is old enough."
  default     = false
  nullable    = false
}
