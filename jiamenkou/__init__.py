"""家门口: a district plans its community service centres, opens them, and answers for what residents say."""
