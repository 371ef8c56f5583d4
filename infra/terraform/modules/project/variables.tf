variable "project_id" {
  type        = string
  description = "The project that the service runs in."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id: 6 to 30 small letters, digits and hyphens, beginning with a letter."
  }
}
