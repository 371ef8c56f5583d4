variable "domains" {
  type        = list(string)
  description = "Host names that the service answers to, the first of which is the one in the QR codes."
  nullable    = false

  validation {
    condition     = length(var.domains) >= 1 && length(var.domains) <= 10 && length(distinct(var.domains)) == length(var.domains)
    error_message = "domains must name one to ten hosts, each once."
  }

  validation {
    condition     = alltrue([for domain in var.domains : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", domain))])
    error_message = "A domain must be a full host name in small letters without a dot at its end, as anyqtama.example."
  }
}

variable "functions" {
  type        = map(string)
  description = "Names of the Cloud Run services of the functions: output `names` of module functions."
  nullable    = false

  validation {
    condition     = toset(keys(var.functions)) == toset(["complaint", "issue", "submit"])
    error_message = "functions must have the keys submit, issue and complaint."
  }
}

variable "labels" {
  type        = map(string)
  description = "Labels of whatever may bear them."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", name)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Labels must be small letters, digits, hyphens and underscores."
  }
}

variable "log_sample_rate" {
  type        = number
  description = "Which part of the requests the load balancer logs, from 0 to 1. Every function logs each of its requests anyway."
  default     = 0.1
  nullable    = false

  validation {
    condition     = var.log_sample_rate >= 0 && var.log_sample_rate <= 1
    error_message = "log_sample_rate must be from 0 to 1."
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

variable "rate_limits" {
  type = object({
    board   = optional(number, 300)
    check   = optional(number, 120)
    other   = optional(number, 1200)
    submit  = optional(number, 60)
    trusted = optional(number, 12000)
    uploads = optional(number, 240)
  })
  description = "How many requests a minute one address may make: to the public boards, figures and health, to the public check, to everything else, to what submits, to anything from trusted_ranges, and to upload."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for count in values(var.rate_limits) : count >= 1 && count <= 1000000 && floor(count) == count])
    error_message = "Every limit must be a whole number of requests a minute, from 1 to 1000000."
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

variable "routes" {
  type = list(object({
    path    = string
    service = string
  }))
  description = "The table of routes: what infra/routes.json says. What is not in it, nobody reaches."
  nullable    = false

  validation {
    condition     = length(distinct([for route in var.routes : route.path])) == length(var.routes)
    error_message = "A path stands twice in routes."
  }

  validation {
    condition     = alltrue([for route in var.routes : can(regex("^(/[A-Za-z0-9._-]+)+(/\\*)?$", route.path))])
    error_message = "A path must begin with a slash and may end in /*, which stands for everything below; a path of /* alone would open everything."
  }

  validation {
    condition     = alltrue([for route in var.routes : !startswith(lower(route.path), "/tasks")])
    error_message = "No path below /tasks may be in routes: those are for Cloud Tasks and Cloud Scheduler, which come without the load balancer."
  }

  validation {
    condition     = alltrue([for route in var.routes : contains(["complaint", "issue", "submit"], route.service)])
    error_message = "A route's service must be submit, issue or complaint."
  }
}

variable "trusted_ranges" {
  type        = list(string)
  description = "Addresses of the portal and of the centres, in CIDR form: many people's requests come from each. Ten at most."
  default     = []
  nullable    = false

  validation {
    condition     = length(var.trusted_ranges) <= 10
    error_message = "trusted_ranges may hold ten ranges: Cloud Armor takes no more in one rule."
  }

  validation {
    condition     = alltrue([for range in var.trusted_ranges : can(cidrhost(range, 0)) && !contains(["0.0.0.0/0", "::/0"], range)])
    error_message = "Each of trusted_ranges must be a range in CIDR form, as 203.0.113.0/24, and none may be the whole internet."
  }
}

variable "waf_preview" {
  type        = bool
  description = "Whether the rule sets only log what they would have refused. For the first weeks of an environment."
  default     = false
  nullable    = false
}

variable "waf_sensitivity" {
  type        = number
  description = "Paranoia level of the rule sets, 1 to 4. From 2 on they refuse programs that call without a browser, which the portal and the centres do."
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3, 4], var.waf_sensitivity)
    error_message = "waf_sensitivity must be 1, 2, 3 or 4."
  }
}
