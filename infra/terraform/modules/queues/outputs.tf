output "jobs" {
  description = "Names of the scheduled jobs."
  value       = sort(concat([for job in google_cloud_scheduler_job.this : job.name], [for job in google_cloud_scheduler_job.export : job.name]))
}

output "names" {
  description = "Names of the queues, by themselves."
  value       = { for name, queue in google_cloud_tasks_queue.this : name => queue.name }
}
