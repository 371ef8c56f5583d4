variable "audience" {
  type        = string
  description = "Audience of the token that a job brings: TASKS_AUDIENCE of the functions."
  nullable    = false

  validation {
    condition     = length(var.audience) > 0
    error_message = "audience must not be empty: a function accepts no token without its own."
  }
}

variable "export" {
  type = object({
    account  = string
    bucket   = string
    database = string
  })
  description = "The monthly export of the database: in whose name, into which bucket, of which database. Null makes none."
  default     = null

  validation {
    condition     = var.export == null || can(regex("@", var.export.account))
    error_message = "The export's account must be the e-mail address of a service account."
  }
}

variable "jobs" {
  type = list(object({
    everySeconds = number
    name         = string
    path         = string
    service      = string
  }))
  description = "The jobs of infra/scheduler.json: which path of which service is called how often."
  nullable    = false

  validation {
    condition     = length(distinct([for job in var.jobs : job.name])) == length(var.jobs)
    error_message = "A job stands twice in jobs."
  }

  validation {
    condition = alltrue([
      for job in var.jobs : job.everySeconds == 86400 || (job.everySeconds >= 60 && job.everySeconds < 3600 && job.everySeconds % 60 == 0 && 3600 % job.everySeconds == 0) ||
      (job.everySeconds >= 3600 && job.everySeconds < 86400 && job.everySeconds % 3600 == 0 && 86400 % job.everySeconds == 0)
    ])
    error_message = "everySeconds must be whole minutes that divide an hour, whole hours that divide a day, or a day: cron can say nothing else."
  }

  validation {
    condition     = alltrue([for job in var.jobs : startswith(job.path, "/tasks/")])
    error_message = "A job's path must begin with /tasks/: only those are for Cloud Scheduler."
  }

  validation {
    condition     = alltrue([for job in var.jobs : contains(["submit", "issue", "complaint"], job.service)])
    error_message = "A job's service must be submit, issue or complaint."
  }
}

variable "paused" {
  type        = bool
  description = "Whether queues and jobs stand still: for a restored copy of the service, which must not act."
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

variable "project_number" {
  type        = string
  description = "The project's number, from which the addresses of Google's own service agents and of the functions follow."
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]{6,20}$", var.project_number))
    error_message = "project_number must be the project's number, in digits."
  }
}

variable "queues" {
  type = list(object({
    name       = string
    rateLimits = object({ maxConcurrentDispatches = number, maxDispatchesPerSecond = number })
    retryConfig = object({
      maxAttempts      = number
      maxBackoff       = string
      maxDoublings     = number
      maxRetryDuration = string
      minBackoff       = string
    })
  }))
  description = "The queues of infra/queues.json, in the words of the Cloud Tasks API."
  nullable    = false

  validation {
    condition     = length(distinct([for queue in var.queues : queue.name])) == length(var.queues)
    error_message = "A queue stands twice in queues."
  }

  validation {
    condition     = alltrue([for queue in var.queues : can(regex("^[a-zA-Z0-9-]{1,100}$", queue.name))])
    error_message = "A queue's name must be 1 to 100 letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for queue in var.queues : queue.rateLimits.maxDispatchesPerSecond > 0 && queue.rateLimits.maxDispatchesPerSecond <= 500 && queue.rateLimits.maxConcurrentDispatches >= 1])
    error_message = "A queue must dispatch something: up to 500 tasks a second, at least one at a time."
  }

  validation {
    condition     = alltrue(flatten([for queue in var.queues : [for time in [queue.retryConfig.maxBackoff, queue.retryConfig.maxRetryDuration, queue.retryConfig.minBackoff] : can(regex("^[0-9]+(\\.[0-9]+)?s$", time))]]))
    error_message = "The times of a queue must be seconds, as 5s."
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

variable "tasks_account" {
  type        = string
  description = "E-mail address of the service account in whose name a job calls: TASKS_ACCOUNT of the functions."
  nullable    = false

  validation {
    condition     = can(regex("@", var.tasks_account))
    error_message = "tasks_account must be the e-mail address of a service account."
  }
}
