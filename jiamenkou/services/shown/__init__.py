"""What the pages of services show."""
