"""The organisers' side of who comes: the list, one person, letters to many, and lists in and out."""
