"""What organisers type about the programme, checked field by field."""
