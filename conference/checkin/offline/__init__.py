"""What a phone keeps for when it has no network: a sealed list, and how it stands."""
