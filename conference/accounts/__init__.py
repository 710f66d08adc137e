"""Staff: who they are, what they may, and their sessions.

Attendees and presenters have no account; their personal links are credentials. Staff sign in by a password
and a code from their phone, or by a one-time link from the command line, which opens a page with a button. A
session is a row, so that it can be listed and ended: the cookie carries its random token alone. A role counts
for one conference or for all of them. The pages for all this are in `team`, which may write letters.
"""
