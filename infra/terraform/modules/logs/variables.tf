variable "audit_days" {
  type        = number
  description = "How many days it is kept who read and wrote data: at least a year, since a breach is often noticed months later."
  default     = 400
  nullable    = false

  validation {
    condition     = var.audit_days >= 365 && var.audit_days <= 3650 && floor(var.audit_days) == var.audit_days
    error_message = "audit_days must be a whole number from 365 to 3650."
  }
}

variable "audit_locked" {
  type        = bool
  description = "Whether the audit log's bucket is locked. Locking CANNOT BE UNDONE: nobody can then shorten or delete it."
  default     = false
  nullable    = false
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

variable "service_days" {
  type        = number
  description = "How many days the lines of the functions are kept."
  default     = 30
  nullable    = false

  validation {
    condition     = var.service_days >= 1 && var.service_days <= 365 && floor(var.service_days) == var.service_days
    error_message = "service_days must be a whole number from 1 to 365: what is needed longer is in the event chains."
  }
}
