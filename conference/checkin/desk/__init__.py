"""Guests without a ticket at hand: found by name, walked in, welcomed with their party."""
