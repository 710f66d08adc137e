"""What people need to eat and to take part: told under a consent of its own, read by the role care alone.

Each person tells, changes and takes back their own (`service.change_needs`, `service.choose`). Care reads
counts without names, gives the kitchen a list without names, and sees who needs what on a page whose every
look is written down. Nobody else reads any of it: no letter, no badge, no phone at the door, no export of
attendees.

Decided, November 2026:
- Needs written on the registration form without the tick stop nobody: the person is registered, nothing of it
  is kept, and their own page says so. There the tick is asked for again: nothing else is at stake.
- Only those with a seat are counted: the kitchen cooks for them. How many of those who wait have told
  something is a number beside it.
- What was told is deleted when its consent is taken back, when the place is given up, and 30 days after the
  conference by the worker. The consent itself is kept as proof that it was given.
"""
