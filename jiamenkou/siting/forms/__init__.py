"""What a person types on the pages of planning."""
