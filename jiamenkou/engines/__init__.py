"""Numbers in, numbers out: no Django, no database, no clock of their own."""
