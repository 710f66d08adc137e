"""Who saw, changed or exported what about whom, and when.

One verb, `service.record`, used inside the write block of the act itself, so that an act and its line exist
together. A list counts as one row. Details never hold personal data: a line is kept longer than the person's
own.
"""
