# Cloud Armor. Its rules are tried from the smallest number on, and the first that fits decides, also where it lets through:
# so whatever refuses comes before whatever counts, and of the counters the narrow ones come before the wide ones.
#
# It is a fence around the functions and not their lock. The functions verify every token and signature, bound every body,
# and build no SQL, no shell command and no page from what they are sent.

locals {
  # Bytes. The larger is what the local gateway takes too; below them each function keeps its own, smaller limits. A body
  # without a length is bounded by the functions alone: Cloud Armor sees headers and the body's beginning.
  largest_upload = 12 * 1024 * 1024
  largest_body   = 1024 * 1024

  uploads = "^/(v1/attachments/|check$)"

  # What the rule sets cannot read, and would refuse by accident: a signed request is base64 of a CMS, an attachment and a
  # document to be checked are bytes of a PDF or a picture, where any pattern occurs sooner or later. And a complaint says
  # what it says: it may quote anything, and is never refused (clause 11.2). The functions look into all of these.
  # Reading the same paths, and everything else, is inspected.
  opaque = "request.method != 'GET' && request.path.matches('^/(v1/attachments/|check$|v1/portal/|v1/complaints)')"

  # Priority, name of Google's rule set, and what it is for. All are versions of OWASP's Core Rule Set 3.3.
  rule_sets = {
    sqli             = { priority = 1000, expression = "evaluatePreconfiguredWaf('sqli-v33-stable', {'sensitivity': ${var.waf_sensitivity}})" }
    xss              = { priority = 1010, expression = "evaluatePreconfiguredWaf('xss-v33-stable', {'sensitivity': ${var.waf_sensitivity}})" }
    lfi              = { priority = 1020, expression = "evaluatePreconfiguredWaf('lfi-v33-stable', {'sensitivity': ${var.waf_sensitivity}})" }
    rce              = { priority = 1030, expression = "evaluatePreconfiguredWaf('rce-v33-stable', {'sensitivity': ${var.waf_sensitivity}})" }
    scannerdetection = { priority = 1040, expression = "evaluatePreconfiguredWaf('scannerdetection-v33-stable', {'sensitivity': ${var.waf_sensitivity}})" }
    protocolattack   = { priority = 1050, expression = "evaluatePreconfiguredWaf('protocolattack-v33-stable', {'sensitivity': ${var.waf_sensitivity}})" }
  }

  # Per address and minute. Behind one address there may be a whole provider of mobile phones, or a centre of many desks.
  counted = {
    check   = { priority = 2100, count = var.rate_limits.check, expression = "request.path.lower().matches('^/check(/|$)')" }
    submit  = { priority = 2110, count = var.rate_limits.submit, expression = "request.method == 'POST' && request.path.matches('^/v1/(portal/|bookings|complaints)')" }
    uploads = { priority = 2120, count = var.rate_limits.uploads, expression = "request.path.startsWith('/v1/attachments/')" }
    board   = { priority = 2130, count = var.rate_limits.board, expression = "request.path.matches('^/(health/[a-z]+|v1/(psc/[^/]+/(board|slots)|figures|service))$')" }
  }
}

resource "google_compute_security_policy" "this" {
  project     = var.project_id
  name        = "anyqtama"
  description = "What the functions need not see, and how often who may ask"
  type        = "CLOUD_ARMOR"

  adaptive_protection_config {
    layer_7_ddos_defense_config {
      enable = true
    }
  }

  advanced_options_config {
    # The values of a JSON body are inspected one by one, and not its brackets.
    json_parsing = "STANDARD"
    log_level    = "NORMAL"
  }

  rule {
    action      = "deny(404)"
    priority    = 100
    description = "Tasks come from inside. The URL map has no route to them, and this is its second lock."

    match {
      expr {
        expression = "request.path.urlDecode().lower().startsWith('/tasks')"
      }
    }
  }

  rule {
    action      = "deny(403)"
    priority    = 200
    description = "An upload is larger than any attachment may be"

    match {
      expr {
        expression = "has(request.headers['content-length']) && int(request.headers['content-length']) > ${local.largest_upload}"
      }
    }
  }

  rule {
    action      = "deny(403)"
    priority    = 210
    description = "Any other body is larger than a request can be"

    match {
      expr {
        expression = "has(request.headers['content-length']) && int(request.headers['content-length']) > ${local.largest_body} && !request.path.matches('${local.uploads}')"
      }
    }
  }

  dynamic "rule" {
    for_each = local.rule_sets

    content {
      action      = "deny(403)"
      priority    = rule.value.priority
      description = "Rule set ${rule.key}, except for bodies that it cannot read"
      preview     = var.waf_preview

      match {
        expr {
          expression = "${rule.value.expression} && !(${local.opaque})"
        }
      }
    }
  }

  rule {
    action      = "deny(403)"
    priority    = 1090
    description = "Known holes of logging libraries, in whatever is sent"
    preview     = var.waf_preview

    match {
      expr {
        expression = "evaluatePreconfiguredWaf('cve-canary', {'sensitivity': 1}) && !(${local.opaque})"
      }
    }
  }

  dynamic "rule" {
    for_each = length(var.trusted_ranges) == 0 ? [] : [var.trusted_ranges]

    content {
      action      = "throttle"
      priority    = 2000
      description = "The portal and the centres, from whose addresses many people's requests come"

      match {
        versioned_expr = "SRC_IPS_V1"

        config {
          src_ip_ranges = rule.value
        }
      }

      rate_limit_options {
        conform_action = "allow"
        exceed_action  = "deny(429)"
        enforce_on_key = "IP"

        rate_limit_threshold {
          count        = var.rate_limits.trusted
          interval_sec = 60
        }
      }
    }
  }

  dynamic "rule" {
    for_each = local.counted

    content {
      action      = "throttle"
      priority    = rule.value.priority
      description = "How often one address may use: ${rule.key}"

      match {
        expr {
          expression = rule.value.expression
        }
      }

      rate_limit_options {
        conform_action = "allow"
        exceed_action  = "deny(429)"
        enforce_on_key = "IP"

        rate_limit_threshold {
          count        = rule.value.count
          interval_sec = 60
        }
      }
    }
  }

  rule {
    action      = "throttle"
    priority    = 2900
    description = "How often one address may use everything else"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }

    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"

      rate_limit_threshold {
        count        = var.rate_limits.other
        interval_sec = 60
      }
    }
  }

  # Every policy must end with a rule of this number. Nothing comes so far, since the one before it fits everything.
  rule {
    action      = "deny(403)"
    priority    = 2147483647
    description = "Nothing else"

    match {
      versioned_expr = "SRC_IPS_V1"

      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}
