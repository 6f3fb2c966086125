"""What people type about accounts and roles."""
