"""Pages of the network, by what they show."""
