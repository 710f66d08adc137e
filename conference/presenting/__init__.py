"""`/p/<code>`: all a presenter can do about their own session, and the letters about it.

It stands beside `own`: its letters carry calendar entries, so it must know the calendar, which the programme
does not.
"""
