"""What the app keeps of people: why, for how long, and how they see it or have it deleted.

`registry.KEPT` is the one list: the notice (art. 13), the organisers' page and the purge are made of it. The
verbs are `purging.purge`, `erasures.erase`, `erasures.erase_again` and `exporting.export`.

Decided, November 2026:
- A person's own link opens what hangs on that one place: nobody has proved that the address typed into a form
  is theirs. All that is kept under an address is exported and erased from the command line, by staff who know
  whom they are writing with.
- What is erased is deleted, and makes no anonymous row: who was erased is missing in the statistics too. What
  has grown old is anonymised, and keeps being counted.
- A ticket's hash outlives the person by some weeks, so that phones at the door hear of it.
- A released programme stays as it was released, also the names in it: it is the public record of the day. Who
  is erased is off the plan at once, and out of the programme with its next release.
"""
