"""Calendars people subscribe to, and the entry that goes with a place at a conference.

Others may call `service.entry_of`, and `ical`, which is a pure craft.

Decided:

- A date in words is an all-day span of exactly the days the words allow, TENTATIVE, with the words in its
  title: many clients do not show TENTATIVE, and a bare span reads as a ten-day event.
- A milestone takes nobody's time: each of them is TRANSPARENT, also the day of the conference. The hours of
  the conference are in the entry of who has a place.
- Equal milestones, equal bytes: every time in a feed is a stored one.
"""
