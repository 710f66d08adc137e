"""Check-in: the door. Lists, paired phones, and every reading they make.

Others may call the verbs of `service`: `pair_link` and `end_pairings` for whoever opens a door, `counts` for
how many have come.

`scans` judges and keeps what phones read, `offline` seals the list they take along, `desk` serves guests
without a ticket at hand, and `organise` is the organisers' side. What they share stands here.

Decided, November 2026:
- A scan keeps what was said (verdict, state, who was first), never a name: the answer to a scan that is sent
  again takes the person from the registration, so that an erased person is gone here too.
- Who was first is worked out from the scans alone, over everything that was read at the door for a ticket
  that could be let in, duplicates too: so the order in which phones deliver never matters.
- Conflicts are worked out the same way, over who was let in: a verdict tells what was known when it was told,
  and an exit that comes late, or an undo, may explain it. Who was let in on purpose ("anyway") clashes with
  nobody who came before them.
- Who was turned away by a phone alone has not come, was not first and clashes with nobody; the phone's word
  stands unless the ticket itself gives a better reason.
- A phone that is paired again with the token it had is the same device: its scans keep their times, and what
  it has read can still be undone.
- A phone's name is unique at its conference and is what `first.device` says: staff read it from the screen.
- One ticket on many phones at once is decided by locking the registrations' rows, in the order of their ids.
- `offset_ms` is our clock minus the phone's; it is added to `scanned_at`.
"""
