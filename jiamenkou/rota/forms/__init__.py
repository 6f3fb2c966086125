"""What people type about rosters."""
