"""Ambassadors and the education fund's projects: kept, read from spreadsheets, and invited to present."""
