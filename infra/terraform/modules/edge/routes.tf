# Which path goes to which function: the same table as the local gateway's. tests/policy/test_routes.py compares the two.

locals {
  # Paths by function, as a URL map's path rules want them. Order does not matter there: the longest path that fits wins.
  paths = {
    for service in sort(distinct([for route in var.routes : route.service])) :
    service => sort([for route in var.routes : route.path if route.service == service])
  }
  # The ids that these will have, by their names: so that a plan shows where each path leads, before anything is there.
  groups   = { for name, group in google_compute_region_network_endpoint_group.this : name => "projects/${var.project_id}/regions/${var.region}/networkEndpointGroups/${group.name}" }
  backends = { for name, backend in google_compute_backend_service.this : name => "projects/${var.project_id}/global/backendServices/${backend.name}" }
}

resource "google_compute_region_network_endpoint_group" "this" {
  for_each = var.functions

  project               = var.project_id
  region                = var.region
  name                  = "anyqtama-${each.key}"
  network_endpoint_type = "SERVERLESS"

  # A function of the 2nd generation is a service of Cloud Run with the same name.
  cloud_run {
    service = each.value
  }
}

resource "google_compute_backend_service" "this" {
  for_each = var.functions

  project               = var.project_id
  name                  = "anyqtama-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  security_policy       = google_compute_security_policy.this.id
  # No timeout: a serverless backend takes none, and the function's own counts.

  backend {
    group = local.groups[each.key]
  }

  # An entry holds the caller's address and the whole URL, and no field of it can be left out. That is why few are taken,
  # why no URL of ours holds anything personal, and why module logs keeps no entry of a URL with a query.
  log_config {
    enable        = true
    sample_rate   = var.log_sample_rate
    optional_mode = "EXCLUDE_ALL_OPTIONAL"
  }
}

resource "google_compute_url_map" "this" {
  project         = var.project_id
  name            = "anyqtama"
  description     = "Routes of infra/routes.json; everything else is answered 404 by the load balancer itself"
  default_service = local.backends["submit"]

  # A map must name a service to fall back on. It is never asked: the load balancer answers all such requests itself, in
  # plain text, before any backend. This one is for other hosts, as those who knock at every address send them.
  default_route_action {
    fault_injection_policy {
      abort {
        http_status = 404
        percentage  = 100
      }
    }
  }

  host_rule {
    hosts        = var.domains
    path_matcher = "routes"
  }

  path_matcher {
    name            = "routes"
    default_service = local.backends["submit"]

    # And this one for paths that are in no route.
    default_route_action {
      fault_injection_policy {
        abort {
          http_status = 404
          percentage  = 100
        }
      }
    }

    dynamic "path_rule" {
      for_each = local.paths
      iterator = rule

      content {
        paths   = rule.value
        service = local.backends[rule.key]
      }
    }
  }

  # Google itself checks these before it takes the map: each route leads where the table says.
  dynamic "test" {
    for_each = var.routes
    iterator = route

    content {
      description = route.value.path
      host        = var.domains[0]
      path        = replace(route.value.path, "/\\/\\*$/", "/x")
      service     = local.backends[route.value.service]
    }
  }
}
