"""Reads everyone, owns nothing: the first page of each role."""
