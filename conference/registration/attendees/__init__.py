"""The organisers' side of who comes: the list, one person, letters to many, and lists in and out.

Decided, November 2026:
- Audit keeps the filter of a list, a file or a letter, but not what was typed into its search, which may be
  somebody's name.
- A letter to many goes to those who have a place or wait for one, unless the filter asks for others; whoever
  reads for others of their party gets it once.
- Nobody is added by hand above the capacity or before those who wait. Once the queue has ended, on the day,
  a free seat goes to whoever stands at the desk.
- Likely doubles are live places with the same folded name and workplace. They are shown and never merged:
  father and son may work at the same school.
- A history leaves out everything about needs; that somebody has any is for the role care alone.
- The door hands in what it knows of arrivals and readings (`listing.show_arrivals`, `history.show_readings`):
  this room is below it.
"""
