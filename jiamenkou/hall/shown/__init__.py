"""What the pages of the hall show, worded."""
