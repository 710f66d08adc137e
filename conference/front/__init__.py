"""The front door: the pact now, the current conference, what the law asks of a site, and the staff's home.

It only reads, and it knows every room below it; no room knows the front.
"""
