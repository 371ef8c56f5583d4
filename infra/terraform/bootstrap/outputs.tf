output "agents" {
  description = "Commands that make Google create its other agents, which the environment lets use keys. They may be repeated."
  value = [
    for service in ["artifactregistry", "firestore", "secretmanager"] :
    "gcloud beta services identity create --service=${service}.googleapis.com --project=${var.project_id}"
  ]
}

output "init" {
  description = "How an environment finds its state: run it in environments/dev or environments/prod, with that name as the prefix."
  value       = "terraform init -backend-config=bucket=${google_storage_bucket.state.name} -backend-config=prefix=ENVIRONMENT"
}

output "storage_agent" {
  description = "Cloud Storage's agent, which is there now."
  value       = data.google_storage_project_service_account.this.email_address
}
