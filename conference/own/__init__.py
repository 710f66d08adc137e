"""One's own page, `/r/<code>`: it is the ticket, and everything one person can do about themselves.

No account and no password: whoever holds the link is the person. Reading changes nothing; each deed is a
button. Wrong, replaced and stopped links are one and the same 404.

The letters about a place are written here too (`letters`, `news_letters`, …), and those that a day brings
(`occasions`).

Decided, November 2026:
- Who reads somebody else's letters gets no calendar entries with them: ten members would be ten entries.
- Who waits or is offered a seat gets none either: it would have to be taken back by a letter that tells
  nothing else.
- A reminder goes to whom nothing has reached since its time came: a ticket, or a new date, tells the same.
- Organisers see and try a letter on a made-up place that is never stored, with a code that opens nothing.
"""
