"""Check-in: the door. Lists, paired phones, and every reading they make.

Others may call the verbs of `service`: `pair_link` and `end_pairings` for whoever opens a door, `counts` for
how many have come.

Decided, November 2026:
- A scan keeps what was said (verdict, state, who was first), never a name: the answer to a scan that is sent
  again takes the person from the registration, so that an erased person is gone here too.
- Who was first is worked out from the scans alone, over everything that was read at the door for a ticket
  that could be let in, duplicates too: so the order in which phones deliver never matters.
- A phone's name is unique at its conference and is what `first.device` says: staff read it from the screen.
- One ticket on many phones at once is decided by locking the registrations' rows, in the order of their ids.
- `offset_ms` is our clock minus the phone's; it is added to `scanned_at`.
"""
