"""Go or no go: is this installation fit for real people? `flask check` says it, and a page for organisers.

`service.LIST` is the one list of checks. Each looks at the machine and the database, and hands what it saw to
a rule, which answers go, no go or cannot tell, with a sentence and what to do.

Decided:

- A demo is always a no go: its people are invented and its clock is put.
- Nothing is asked of foreign servers but names of our own mail domain, of the machine's own resolver.
- "Cannot tell" stops nothing: it names what a person has to look at.
"""
