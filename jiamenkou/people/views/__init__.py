"""Pages of accounts, roles and residents."""
