# The front door: two addresses, one certificate, TLS 1.2 or newer. What comes in the clear is sent to the same place
# under https.

locals {
  versions = toset(["IPV4", "IPV6"])
}

resource "google_compute_global_address" "this" {
  for_each = local.versions

  project    = var.project_id
  name       = "anyqtama-${lower(each.value)}"
  ip_version = each.value
  labels     = var.labels

  # Somebody else keeps the DNS zone, and would have to be told of another address.
  lifecycle {
    prevent_destroy = true
  }
}

resource "google_compute_ssl_policy" "this" {
  project         = var.project_id
  name            = "anyqtama"
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

resource "google_compute_target_https_proxy" "this" {
  project         = var.project_id
  name            = "anyqtama"
  url_map         = google_compute_url_map.this.id
  certificate_map = "//certificatemanager.googleapis.com/${google_certificate_manager_certificate_map.this.id}"
  ssl_policy      = google_compute_ssl_policy.this.id
  # Early data can be sent again by whoever recorded it.
  tls_early_data = "DISABLED"

  depends_on = [google_certificate_manager_certificate_map_entry.this]
}

resource "google_compute_global_forwarding_rule" "https" {
  for_each = local.versions

  project               = var.project_id
  name                  = "anyqtama-https-${lower(each.value)}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this[each.value].id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this.id
  labels                = var.labels
}

resource "google_compute_url_map" "redirect" {
  project     = var.project_id
  name        = "anyqtama-redirect"
  description = "Sends everything to https"

  default_url_redirect {
    https_redirect = true
    # A browser follows this one with GET: a request that changes something is not sent again behind its sender's back,
    # who has just shown a token to the whole way.
    redirect_response_code = "MOVED_PERMANENTLY_DEFAULT"
    strip_query            = false
  }
}

resource "google_compute_target_http_proxy" "redirect" {
  project = var.project_id
  name    = "anyqtama-redirect"
  url_map = google_compute_url_map.redirect.id
}

resource "google_compute_global_forwarding_rule" "http" {
  for_each = local.versions

  project               = var.project_id
  name                  = "anyqtama-http-${lower(each.value)}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this[each.value].id
  port_range            = "80"
  target                = google_compute_target_http_proxy.redirect.id
  labels                = var.labels
}
