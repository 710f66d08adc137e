"""Registration: a conference, its pool of seats, and each person's place at it.

Others may call the verbs of `service`: find, list and read conferences and registrations, count seats,
register, cancel, accept, decline, correct, offer what is free, let offers lapse, search. Each verb that
counts seats locks the pool's row first, so "taken" is never above the capacity whatever happens at once.

Decided, November 2026:
- A form key is stored hashed together with the folded address it came with. One unique column then says it
  all: the same key and address twice is one registration, and a key alone opens nobody's page.
- A try with an address that already has a place is answered with a letter to the address that is stored, not
  to the one typed: addresses that fold alike may be different mailboxes.
- Registration ends when the doors open, even if its closing was set later: from then on there is no queue,
  and who comes late goes to the door.
- A corrected address renews the link to the person's own page and keeps the ticket (`service.correct`).
  Rooms above hand in what else happens then, and when a place ends or changes hands (`followers`).
- The attendee list shows arrivals, but this room is below the door: the door hands in its column
  (`attendees/listing.show_arrivals`), as features hand their letters to mail.
"""
