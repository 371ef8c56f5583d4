"""What people see: the certificate as a PDF, the public check page, the notices in the cabinet."""
