"""How rosters are worded and laid out on pages."""
