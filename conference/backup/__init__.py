"""The whole installation in one file, and back from it: `flask backup FILE`, `flask restore FILE`.

The file is a plain tar: the database, what people uploaded, who was erased, and a label that says what it is.
The key stands in none of them: who finds a backup can make no link and no ticket of it.

Decided, November 2026:
- The database first, uploads after it: a file is written before its row, so no row of a copy lacks its file,
  unless somebody deleted it that very second.
- SQLite is copied by VACUUM INTO: one moment of the database while others write, without the bytes of what
  was deleted.
- A restore is no merge. It wants an empty place, and gives the data a new life (`epoch`), so that phones send
  again whatever they still hold.
- What a backup brings back must not open more than before: sessions, one-time links and pairings of its day
  are ended. Paired phones stay: on the day, the door could not do without them.
"""
