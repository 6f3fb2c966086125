"""What runs in the background, for who operates the house: seen, run again, cancelled."""
