"""The demo: the pact on Monday 5 November 2018, with its kick-off conference ahead and registration open.

Verbs for others: `service.load`, `service.put_clock`, `service.put_back`. The story is lived through with the
ordinary verbs on the ordinary clock, so that every row looks as if it had been made at its time. True are the
deck's facts and dates; the conference's day, its venue and all attendees are made up, and say so.
"""
