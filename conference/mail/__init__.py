"""Letters: the outbox, and the worker that sends it.

A letter is a row, written in the same write block as the fact it tells of: there is never one without the
other. The row holds a name, an address and facts; the words, links and attachments are made when it is sent,
by the feature that wrote it (`letters.letter`), so this feature knows none of the others. Others may call
`service.write`, `service.list_written`, `service.counts`, `service.list_readers`, `service.list_sent`,
`service.list_subjects`, `service.due_since`, `unsubscribing.list_suppressed` and `worker.job`.

Decided, November 2026:
- The server is called before a letter is taken, so an hour without mail uses up no letter's tries, and
  everything goes out within a minute of the server's return.
- Taking a letter and waiting for its next try are one column: `next_try_at`. A worker that dies in the middle
  leaves a letter that is tried again when its lease is over, with the same Message-ID.
- A letter whose fact is no longer so when its turn comes (the offer was answered meanwhile) is dropped, and
  is no failure.
"""
