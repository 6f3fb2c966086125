"""The shell every page stands in: look, components, access, live pages."""
