"""Portraits and slides: looked at, kept, and sent so that they can do no harm."""
