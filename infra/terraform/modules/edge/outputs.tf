output "addresses" {
  description = "The IPv4 and IPv6 addresses of the service."
  value       = { for version, address in google_compute_global_address.this : version => address.address }
}

output "dns_records" {
  description = "What to enter into DNS: first the CNAME of each domain, which proves that it is ours; the others when requests may come."
  value = concat(
    flatten([for authorization in google_certificate_manager_dns_authorization.this : [
      for record in authorization.dns_resource_record : { name = record.name, type = record.type, data = record.data }
    ]]),
    flatten([for domain in var.domains : [
      { name = "${domain}.", type = "A", data = google_compute_global_address.this["IPV4"].address },
      { name = "${domain}.", type = "AAAA", data = google_compute_global_address.this["IPV6"].address },
    ]]),
  )
}

output "security_policy" {
  description = "Name of the Cloud Armor policy."
  value       = google_compute_security_policy.this.name
}

output "url_map" {
  description = "Name of the URL map, by which the load balancer's metrics are filtered."
  value       = google_compute_url_map.this.name
}

output "urls" {
  description = "Where the service is reached, the one of the QR codes first."
  value       = [for domain in var.domains : "https://${domain}"]
}
