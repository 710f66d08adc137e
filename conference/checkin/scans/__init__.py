"""What phones read: judged, kept, taken back, and told to the other doors."""
