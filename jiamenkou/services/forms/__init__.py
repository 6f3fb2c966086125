"""What people type about cases, papers, ratings and skills."""
