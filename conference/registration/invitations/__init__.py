"""Invitations: the region asks people by name, and may hold a seat for each until they answer.

Others may call `service.invite`, `answering.say_yes` and `answering.say_no`. Decided, November 2026:
- A seat is held only where anybody new could have it: nobody who waits is passed by an invitation.
- Yes and no may change until the start; a seat that was let go is asked for like anybody's.
- Who registers with an address that is invited has said yes: the worker notices, and they get the seat held.
- The link opens the place that came of it, so it stops when the link to the own page does.
- Nobody is reminded on a day on which they have got a letter of the invitation already.
- A name is invited once: who has said no, or nothing in time, keeps a link that takes a yes.
"""
