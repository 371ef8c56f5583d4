# A certificate that Google gets and renews. Each domain is proved by a record in DNS and not by its address, so that the
# certificate is there before the domain is pointed here, and a service that moves has no hour without one.

locals {
  # A name here begins with a letter and has at most 63 signs, and a domain need not; a.b and a-b are two domains.
  domain_names = { for domain in var.domains : domain => "host-${substr(replace(domain, ".", "-"), 0, 45)}-${substr(sha256(domain), 0, 8)}" }
}

resource "google_certificate_manager_dns_authorization" "this" {
  for_each = toset(var.domains)

  project     = var.project_id
  name        = local.domain_names[each.value]
  description = "Proves that ${each.value} is ours"
  domain      = each.value
  labels      = var.labels
}

resource "google_certificate_manager_certificate" "this" {
  project     = var.project_id
  name        = "anyqtama"
  description = "The service's host names"
  scope       = "DEFAULT"
  labels      = var.labels

  managed {
    domains            = var.domains
    dns_authorizations = [for domain in var.domains : google_certificate_manager_dns_authorization.this[domain].id]
  }
}

resource "google_certificate_manager_certificate_map" "this" {
  project     = var.project_id
  name        = "anyqtama"
  description = "Which certificate is shown for which host"
  labels      = var.labels
}

resource "google_certificate_manager_certificate_map_entry" "this" {
  for_each = toset(var.domains)

  project      = var.project_id
  name         = local.domain_names[each.value]
  map          = google_certificate_manager_certificate_map.this.name
  certificates = [google_certificate_manager_certificate.this.id]
  hostname     = each.value
  labels       = var.labels
}
