"""One's own page, `/r/<code>`: it is the ticket, and everything one person can do about themselves.

No account and no password: whoever holds the link is the person. Reading changes nothing; each deed is a
button. Wrong, replaced and stopped links are one and the same 404.
"""
