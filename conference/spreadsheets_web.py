"""A list as it comes with a request: as a file first, then as the text that its page brought back.

What was looked at travels in the page itself and is read again when it comes back, so that no process has to
remember anything.
"""

from flask import Response, request
from flask_babel import gettext as _

from conference import spreadsheets

#: Bytes of a request: a whole list as text, and what a form writes around it.
LARGEST_REQUEST = spreadsheets.LARGEST_TEXT + 64 * 1024


def sent_text() -> str:
    """The text of the list. Raises Unreadable."""
    return request.form["text"] if "text" in request.form else _uploaded()


def allow_list() -> None:
    """Let this request be as large as a list may be; before its form is looked at."""
    request.max_content_length = request.max_form_memory_size = LARGEST_REQUEST


def example(name: str, records: list[list[str]]) -> Response:
    """What a file may look like, to be downloaded."""
    response = Response(spreadsheets.written(records), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return response


def _uploaded() -> str:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise spreadsheets.Unreadable(_("Choose a file first."))
    return spreadsheets.decode(file.stream.read(spreadsheets.LARGEST_FILE + 1))
