"""家门口: a district plans its service centres, opens them, and answers for what residents say."""

VERSION = "0.1.0"
