variable "daily_backups_days" {
  type        = number
  description = "How many days a daily backup is kept."
  default     = 14
  nullable    = false

  validation {
    condition     = var.daily_backups_days >= 1 && var.daily_backups_days <= 98 && floor(var.daily_backups_days) == var.daily_backups_days
    error_message = "daily_backups_days must be a whole number from 1 to 98: Firestore keeps a backup 14 weeks at most."
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
}

variable "field_overrides" {
  type = list(object({
    collectionGroup = string
    fieldPath       = string
    indexes = optional(list(object({
      arrayConfig = optional(string)
      order       = optional(string)
      queryScope  = optional(string, "COLLECTION")
    })))
    ttl = optional(bool, false)
  }))
  description = "Fields that are indexed otherwise than all others, or by which documents expire: fieldOverrides of infra/firestore.indexes.json. An empty list of indexes exempts the field; none leaves the field as all others are."
  default     = []
  nullable    = false

  validation {
    condition     = length(distinct([for field in var.field_overrides : "${field.collectionGroup}.${field.fieldPath}"])) == length(var.field_overrides)
    error_message = "A field of a collection group stands twice in field_overrides."
  }

  validation {
    condition     = alltrue([for field in var.field_overrides : field.indexes != null || field.ttl])
    error_message = "A field in field_overrides must say how it is indexed, or that documents expire by it; one that does neither changes nothing."
  }

  validation {
    condition = alltrue(flatten([
      for field in var.field_overrides : [
        for index in coalesce(field.indexes, []) : (index.order == null) != (index.arrayConfig == null)
      ]
    ]))
    error_message = "An index of a field must have an order or an arrayConfig, and not both."
  }
}

variable "indexes" {
  type = list(object({
    collectionGroup = string
    fields = list(object({
      arrayConfig = optional(string)
      fieldPath   = string
      order       = optional(string)
    }))
    queryScope = string
  }))
  description = "Composite indexes: indexes of infra/firestore.indexes.json."
  nullable    = false

  validation {
    condition     = alltrue([for index in var.indexes : length(index.fields) >= 2])
    error_message = "A composite index must have at least two fields: Firestore makes those of one field by itself."
  }

  validation {
    condition     = length(distinct([for index in var.indexes : jsonencode(index)])) == length(var.indexes)
    error_message = "A composite index stands twice in indexes."
  }

  validation {
    condition     = alltrue([for index in var.indexes : contains(["COLLECTION", "COLLECTION_GROUP"], index.queryScope)])
    error_message = "queryScope of an index must be COLLECTION or COLLECTION_GROUP."
  }
}

variable "kms_key" {
  type        = string
  description = "Resource name of the key that encrypts the database; it cannot be changed later."
  nullable    = false

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key))
    error_message = "kms_key must be a key's resource name: projects/P/locations/L/keyRings/R/cryptoKeys/K."
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

variable "weekly_backups_weeks" {
  type        = number
  description = "How many weeks a weekly backup is kept."
  default     = 14
  nullable    = false

  validation {
    condition     = var.weekly_backups_weeks >= 1 && var.weekly_backups_weeks <= 14 && floor(var.weekly_backups_weeks) == var.weekly_backups_weeks
    error_message = "weekly_backups_weeks must be a whole number from 1 to 14: Firestore keeps a backup 14 weeks at most."
  }
}
