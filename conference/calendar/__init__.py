"""Calendars people subscribe to, and the entry that goes with a place at a conference.

Others may call `service.entry_of`, and `ical`, which is a pure craft.

Decided:

- A date in words is an all-day span of exactly the days the words allow, TENTATIVE, with the words in its
  title: many clients do not show TENTATIVE, and a bare span reads as a ten-day event.
- A milestone takes nobody's time: each of them is TRANSPARENT, also the day of the conference. The hours of
  the conference are in the entry of who has a place, and in the sessions of its programme.
- Equal milestones, equal bytes, and so for a programme: every time in a public feed is a stored one, or the
  midnight at which a cancelled entry leaves it.
- The UID, SEQUENCE and DTSTAMP of a session are those of the release, in every feed that has it. What does
  not raise the SEQUENCE (workplaces, papers) is not in the entry.
- An address of somebody's own calendar writes down when what it says became another. A session that somebody
  else presents by now stays as a cancelled one, without its text; a deadline that is met just leaves.
"""
