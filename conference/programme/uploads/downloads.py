"""Files that people gave, sent so that they can do no harm: acceptance A39."""

from flask import Response, send_file

from conference.programme.models import SessionFile
from conference.programme.uploads.service import path_of
from conference.programme.uploads.uploads import MIMETYPES, PHOTO_MIMETYPE

#: Nothing in the file runs, asks anything of anyone, or counts as a page of ours.
_HARMLESS = "sandbox; default-src 'none'"


def attachment(file: SessionFile) -> Response:
    """A file to keep, by the name its giver gave it. Raises NotFound."""
    response = send_file(
        path_of(file.stored),
        mimetype=MIMETYPES[file.extension],
        as_attachment=True,
        download_name=file.filename,
        etag=False,
    )
    return _harmless(response)


def picture(name: str) -> Response:
    """A portrait, to be seen on a page. Raises NotFound."""
    return _harmless(send_file(path_of(name), mimetype=PHOTO_MIMETYPE, etag=False))


def _harmless(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _HARMLESS
    return response
