"""What people type about accounts, roles and residents."""
