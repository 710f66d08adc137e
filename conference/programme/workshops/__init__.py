"""Workshops whose seats attendees choose for themselves: a session of the programme with a pool of its own.

Decided:

- What may be chosen, and until when, is read from the released programme: the draft is nobody's business.
- The queue is that of the conference (`registration.waiting`), with the hours of the workshop. Every verb
  holds the conference's seats first and the workshop's then; the programme, where it is needed, before both.
- A place here hangs on a seat at the conference: it ends with it, and goes along when it is handed over.
- Who chooses sees at once where they stand, so that alone writes no letter. Letters tell what happens to
  them: an offer, its end, another time or room, a workshop called off.
"""
