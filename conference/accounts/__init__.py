"""Staff: who they are, what they may, and their sessions.

Attendees and presenters have no account; their personal links are credentials. Staff sign in by a one-time
link from the command line, which opens a page with a button. A session is a row, so that it can be listed and
ended: the cookie carries its random token alone. Roles hold for every conference; limiting one to a
conference, the password and the second factor come later.

Others may call `service.signed_in`, `service.add`, `service.sign_in_link` and `service.end_links`.
"""
