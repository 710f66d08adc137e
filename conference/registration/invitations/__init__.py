"""Invitations: the region asks people by name, and may hold a seat for each until they answer."""
