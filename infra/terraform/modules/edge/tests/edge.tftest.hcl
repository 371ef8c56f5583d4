mock_provider "google" {}

variables {
  domains    = ["anyqtama.example", "www.anyqtama.example"]
  functions  = { complaint = "complaint", issue = "issue", submit = "submit" }
  project_id = "demo-project"
  region     = "europe-west3"
  routes = [
    { path = "/v1/portal/*", service = "submit" },
    { path = "/v1/cabinet", service = "submit" },
    { path = "/v1/complaints/*", service = "complaint" },
    { path = "/check", service = "issue" },
    { path = "/check/*", service = "issue" },
  ]
}

run "sends_each_path_to_its_function" {
  command = plan

  assert {
    condition     = { for rule in google_compute_url_map.this.path_matcher[0].path_rule : basename(rule.service) => join(" ", sort(rule.paths)) } == { anyqtama-complaint = "/v1/complaints/*", anyqtama-issue = "/check /check/*", anyqtama-submit = "/v1/cabinet /v1/portal/*" }
    error_message = "Every function has one rule with all its paths."
  }

  assert {
    condition     = length(google_compute_url_map.this.test) == 5 && alltrue([for test in google_compute_url_map.this.test : !strcontains(test.path, "*")])
    error_message = "Google checks a path of every route before it takes the map."
  }

  assert {
    condition     = toset(one([for rule in google_compute_url_map.this.host_rule : rule.hosts])) == toset(var.domains)
    error_message = "Only our host names have routes."
  }
}

run "answers_404_where_there_is_no_route" {
  command = plan

  assert {
    condition = alltrue([
      for action in [google_compute_url_map.this.default_route_action[0], google_compute_url_map.this.path_matcher[0].default_route_action[0]] :
      action.fault_injection_policy[0].abort[0].http_status == 404 && action.fault_injection_policy[0].abort[0].percentage == 100
    ])
    error_message = "A path or a host without a route reaches no function."
  }
}

run "lets_everything_in_by_the_policy_only" {
  command = plan

  assert {
    condition     = alltrue([for backend in google_compute_backend_service.this : backend.load_balancing_scheme == "EXTERNAL_MANAGED" && backend.log_config[0].enable && backend.log_config[0].sample_rate == 0.1])
    error_message = "Every function is behind the load balancer, and its requests are logged in part."
  }

  assert {
    condition     = alltrue([for name, group in google_compute_region_network_endpoint_group.this : group.network_endpoint_type == "SERVERLESS" && group.cloud_run[0].service == name])
    error_message = "The backends are functions."
  }
}

run "refuses_before_it_counts" {
  command = plan

  assert {
    condition     = max([for rule in google_compute_security_policy.this.rule : rule.priority if startswith(rule.action, "deny") && rule.priority < 2147483647]...) < min([for rule in google_compute_security_policy.this.rule : rule.priority if rule.action == "throttle"]...)
    error_message = "A counter that lets through ends the evaluation: no refusal may come after it."
  }

  assert {
    condition     = length(distinct([for rule in google_compute_security_policy.this.rule : rule.priority])) == length([for rule in google_compute_security_policy.this.rule : rule.priority])
    error_message = "Every rule has a number of its own."
  }

  assert {
    condition     = alltrue([for set in ["sqli", "xss", "lfi", "rce", "scannerdetection", "protocolattack"] : length([for rule in google_compute_security_policy.this.rule : rule if strcontains(try(rule.match[0].expr[0].expression, ""), "'${set}-v33-stable', {'sensitivity': 1}")]) == 1])
    error_message = "The usual rule sets are in force, at sensitivity 1."
  }

  assert {
    condition     = alltrue([for rule in google_compute_security_policy.this.rule : strcontains(try(rule.match[0].expr[0].expression, ""), "v1/portal/|v1/complaints") if rule.priority >= 1000 && rule.priority < 2000])
    error_message = "No rule set reads a body of bytes, or a complaint."
  }

  assert {
    condition     = alltrue([for rule in google_compute_security_policy.this.rule : length(try(rule.match[0].expr[0].expression, "")) <= 2048 && length(regexall("&&|\\|\\|", try(rule.match[0].expr[0].expression, ""))) <= 4])
    error_message = "An expression has at most five parts and 2048 characters, or Cloud Armor refuses it."
  }

  assert {
    condition     = google_compute_security_policy.this.adaptive_protection_config[0].layer_7_ddos_defense_config[0].enable
    error_message = "Cloud Armor learns what is usual, and tells of what is not."
  }
}

run "counts_per_address_and_group" {
  command = plan

  variables {
    rate_limits    = { check = 7 }
    trusted_ranges = ["203.0.113.0/24"]
  }

  assert {
    condition     = { for rule in google_compute_security_policy.this.rule : tostring(rule.priority) => rule.rate_limit_options[0].rate_limit_threshold[0].count if rule.action == "throttle" } == { "2000" = 12000, "2100" = 7, "2110" = 60, "2120" = 240, "2130" = 300, "2900" = 1200 }
    error_message = "Each group has its own limit, and what is not told is the default."
  }

  assert {
    condition     = alltrue([for rule in google_compute_security_policy.this.rule : rule.rate_limit_options[0].enforce_on_key == "IP" && rule.rate_limit_options[0].exceed_action == "deny(429)" if rule.action == "throttle"])
    error_message = "It is counted per address, and too many are told so."
  }
}

run "shows_modern_tls_on_both_addresses" {
  command = plan

  assert {
    condition     = google_compute_ssl_policy.this.profile == "MODERN" && google_compute_ssl_policy.this.min_tls_version == "TLS_1_2"
    error_message = "TLS 1.2 or newer."
  }

  assert {
    condition     = toset([for address in google_compute_global_address.this : address.ip_version]) == toset(["IPV4", "IPV6"]) && toset([for rule in google_compute_global_forwarding_rule.https : rule.port_range]) == toset(["443"])
    error_message = "Both kinds of address lead to https."
  }

  assert {
    condition     = google_compute_url_map.redirect.default_url_redirect[0].https_redirect && google_compute_target_https_proxy.this.tls_early_data == "DISABLED"
    error_message = "What comes in the clear is sent to https, and nothing is taken before the handshake is over."
  }

  assert {
    condition     = toset(google_certificate_manager_certificate.this.managed[0].domains) == toset(var.domains)
    error_message = "The certificate is for all host names."
  }

  assert {
    condition     = output.urls[0] == "https://anyqtama.example"
    error_message = "The first host is the one of the QR codes."
  }
}

run "may_only_watch_at_first" {
  command = plan

  variables {
    waf_preview = true
  }

  assert {
    condition     = alltrue([for rule in google_compute_security_policy.this.rule : rule.preview if rule.priority >= 1000 && rule.priority < 2000])
    error_message = "The rule sets can be tried before they refuse."
  }
}

run "refuses_a_route_to_tasks" {
  command = plan

  variables {
    routes = [{ path = "/tasks/*", service = "issue" }]
  }

  expect_failures = [var.routes]
}

run "refuses_a_route_to_everything" {
  command = plan

  variables {
    routes = [{ path = "/*", service = "issue" }]
  }

  expect_failures = [var.routes]
}

run "refuses_a_route_to_a_stranger" {
  command = plan

  variables {
    routes = [{ path = "/x", service = "else" }]
  }

  expect_failures = [var.routes]
}

run "refuses_to_trust_the_whole_internet" {
  command = plan

  variables {
    trusted_ranges = ["0.0.0.0/0"]
  }

  expect_failures = [var.trusted_ranges]
}

run "refuses_a_host_that_is_none" {
  command = plan

  variables {
    domains = ["https://anyqtama.example/"]
  }

  expect_failures = [var.domains]
}

run "names_domains_as_the_cloud_can" {
  command = plan

  variables {
    domains = ["1414.kz", "a.b.kz", "a-b.kz", "a-very-long-name-of-a-host-of-guardianship.a-very-long-name-of-a-zone.example.kz"]
  }

  assert {
    condition     = alltrue([for name in values(local.domain_names) : can(regex("^[a-z][a-z0-9-]{0,61}[a-z0-9]$", name))]) && length(distinct(values(local.domain_names))) == 4
    error_message = "Every domain has a name of its own, which begins with a letter and has at most 63 signs."
  }
}
