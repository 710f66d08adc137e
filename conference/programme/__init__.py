"""Who presents, when and where: ambassadors and projects, rooms and slots, sessions, and what was released.

Others call `service`, which offers the verbs of `claims` (a presenter's own), `people`, `board` (the
organisers' plan) and `releases`; `document` is the shape of a released programme, which everything public
reads.

Decided:

- Everything on the programme is a session, also a break, and a session has at most one slot. So the session
  carries the identity that apps and calendars keep (uid, code, export id): who moves stays the same.
- Whoever fills a slot holds the row of the programme first. It is one conference's, so its claims come one
  after the other, and "this presenter is somewhere else then" can be read before it is written.
- The public sees released documents alone. They are frozen, so a page costs two short queries.
"""
