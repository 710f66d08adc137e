"""Everything printed: tickets, badges, certificates, and the paper of the door.

`qr`, `printable`, `pdf` and `paper` are crafts: values in, bytes out, no database and no request. Others may
call `service.ticket_of`, `service.ticket_url`, `service.when_and_where`, and the crafts.

A PDF is made when it is asked for (a ticket takes some 10 ms) and is never stored. Typst sets them as
PDF/UA-1, which turns a picture without alternative text, and a letter without a glyph, into an error.
"""
