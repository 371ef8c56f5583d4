variable "alerts" {
  type = list(object({
    conditions = list(object({
      by         = optional(list(string), [])
      labels     = optional(map(string), {})
      metric     = string
      more_than  = optional(number)
      silent_for = optional(string)
      within     = optional(string)
    }))
    means   = string
    name    = string
    runbook = string
    title   = string
    urgency = string
  }))
  description = "What calls somebody, from infra/alerts.json: when which metric of ours says what, and what it means."
  nullable    = false

  validation {
    condition     = length(distinct([for alert in var.alerts : alert.name])) == length(var.alerts)
    error_message = "An alert stands twice in alerts."
  }

  validation {
    condition     = alltrue([for alert in var.alerts : contains(["page", "ticket"], alert.urgency)])
    error_message = "An alert's urgency must be page, which wakes somebody, or ticket."
  }

  validation {
    condition     = alltrue([for alert in var.alerts : length(alert.means) > 0 && can(regex("^[a-z][a-z-]*$", alert.runbook)) && length(alert.conditions) > 0])
    error_message = "An alert must say what it means, which runbook helps, and when it is raised."
  }

  validation {
    condition = alltrue(flatten([for alert in var.alerts : [
      for each in alert.conditions : (each.silent_for == null) == (each.more_than != null && each.within != null)
    ]]))
    error_message = "A condition of an alert must have either silent_for, or both more_than and within."
  }

  validation {
    condition = alltrue(flatten([for alert in var.alerts : [
      for each in alert.conditions : can(regex("^[0-9]+[mh]$", coalesce(each.silent_for, "1m"))) && can(regex("^[0-9]+s$", coalesce(each.within, "60s")))
    ]]))
    error_message = "The times of an alert must be written as 300s (within), or as 5m or 25h (silent_for)."
  }

  validation {
    condition = alltrue(flatten([for alert in var.alerts : [
      for each in alert.conditions : contains([for metric in var.metrics : metric.name], each.metric)
    ]]))
    error_message = "An alert must be made of a metric that metrics has: ${join(", ", setsubtract(flatten([for alert in var.alerts : [for each in alert.conditions : each.metric]]), [for metric in var.metrics : metric.name]))} is none."
  }

  validation {
    condition = alltrue(flatten([for alert in var.alerts : [
      for each in alert.conditions : [
        for label in concat(each.by, keys(each.labels)) : contains(flatten([for metric in var.metrics : metric.labels if metric.name == each.metric]), label)
      ]
    ]]))
    error_message = "An alert may ask only for labels that its metric has."
  }
}

variable "backends" {
  type        = object({ issue = string, submit = string })
  description = "Names of the load balancer's backend services, by which its metrics are told apart."
  default     = { issue = "anyqtama-issue", submit = "anyqtama-submit" }
  nullable    = false

  validation {
    condition     = alltrue([for name in values(var.backends) : can(regex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", name))])
    error_message = "A backend service's name must be small letters, digits and hyphens."
  }
}

variable "enabled" {
  type        = bool
  description = "Whether alerts and uptime checks call anybody: not those of a restored copy of the service, which stands still."
  default     = true
  nullable    = false
}

variable "host" {
  type        = string
  description = "The host under which the service is reached from outside, as check.example.kz."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$", var.host))
    error_message = "host must be a host's name alone, as check.example.kz."
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

variable "metrics" {
  type = list(object({
    buckets     = optional(list(number))
    description = string
    events      = list(string)
    filter      = optional(map(string), {})
    kind        = string
    labels      = optional(list(string), [])
    name        = string
    severity    = optional(string)
    unit        = optional(string, "1")
    value       = optional(string)
  }))
  description = "What is counted in the log, from infra/metrics.json: lines of which events, with which severity and fields."
  nullable    = false

  validation {
    condition     = length(distinct([for metric in var.metrics : metric.name])) == length(var.metrics)
    error_message = "A metric stands twice in metrics."
  }

  validation {
    condition     = alltrue([for metric in var.metrics : can(regex("^[a-z][a-z0-9_]*$", metric.name))])
    error_message = "A metric's name must be small letters, digits and underscores, which mean the same in every query language."
  }

  validation {
    condition     = alltrue([for metric in var.metrics : length(metric.events) > 0 && alltrue([for event in metric.events : can(regex("^[a-z][a-z-]*$", event))])])
    error_message = "A metric must name the events that it counts, in the words of the log's vocabulary."
  }

  validation {
    condition = alltrue([
      for metric in var.metrics : metric.kind == "counter" ? metric.value == null && metric.buckets == null : metric.kind == "distribution" && metric.value != null && length(coalesce(metric.buckets, [])) > 0
    ])
    error_message = "A metric must be a counter, or a distribution with a value and the bounds of its buckets."
  }

  validation {
    condition     = alltrue([for metric in var.metrics : contains(["INFO", "WARNING", "ERROR", "ALERT"], coalesce(metric.severity, "INFO"))])
    error_message = "A metric's severity must be INFO, WARNING, ERROR or ALERT."
  }

  validation {
    condition     = length(setsubtract(["applications_accepted", "applications_overdue", "decision_seconds"], [for metric in var.metrics : metric.name])) == 0
    error_message = "metrics must have applications_accepted, applications_overdue and decision_seconds: the promises are measured by them."
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

variable "queues" {
  type        = set(string)
  description = "Names of the queues whose tasks lie ahead by twenty minutes at most: such a queue with tasks, of which none is tried, stands still."
  default     = ["archive", "deadline", "notices", "queue", "verify"]
  nullable    = false

  validation {
    condition     = length(var.queues) > 0 && alltrue([for name in var.queues : can(regex("^[a-zA-Z0-9-]{1,100}$", name))])
    error_message = "queues must name at least one queue, by letters, digits and hyphens."
  }
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

variable "ticket_channels" {
  type        = list(string)
  description = "Ids of the monitoring channels for what waits until the morning. Empty: it goes where everything else goes."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.ticket_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", id))])
    error_message = "A ticket channel must be named as projects/P/notificationChannels/N."
  }
}
