"""Who is on the staff: invited, with which roles, and how each of them signs in."""
