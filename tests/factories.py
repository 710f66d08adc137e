"""Rows to begin a test with: each `make_x` gives an unsaved one, with anything overridden."""
