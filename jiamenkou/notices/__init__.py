"""Messages to people: told in a verb's own transaction, delivered once, as each can be reached."""
