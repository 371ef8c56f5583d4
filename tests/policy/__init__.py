"""Policies over what Terraform plans."""
