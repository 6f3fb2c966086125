"""What the pages of planning show: tables, maps, charts and words, made from rows."""
