"""Releases: the plan as a document, what it changes, whom that is told, and letting the public see it."""
