"""What is said of a file that is not taken."""

from flask_babel import gettext as _

from conference.errors import Refused


class TooLarge(Refused):
    """More bytes than a file may have."""

    status = 413
    code = "file_too_large"


class WrongType(Refused):
    """Not one of ours, or not what its name says."""

    status = 415
    code = "wrong_type"


class Unreadable(Refused):
    """Empty, broken, or made to do harm."""

    status = 400
    code = "unreadable"


class TooBusy(Refused):
    """Others' pictures are being drawn."""

    status = 503
    code = "busy"


def too_large() -> TooLarge:
    """What is said of a file with too many bytes."""
    return TooLarge(_("The file is too large: at most 20 MB."))


def not_what_it_says(kind: str) -> WrongType:
    """What is said of a file whose name and bytes do not agree."""
    return WrongType(_("The name says %(kind)s, but that is not what the file is.", kind=kind))


def broken() -> Unreadable:
    """What is said of a file that its reader gives up on."""
    return Unreadable(_("The file is broken and cannot be read. Save it again and try once more."))


def bomb() -> Unreadable:
    """What is said of an archive that holds more than it may."""
    return Unreadable(_("The file gets too large when it is unpacked."))


def too_many_pixels(megapixels: int) -> Unreadable:
    """What is said of a picture that a small server cannot draw."""
    return Unreadable(_("The picture is too large: at most %(number)s million pixels.", number=megapixels))


def too_busy() -> TooBusy:
    """What is said when it takes too long until the picture's turn comes."""
    return TooBusy(_("We cannot save anything just now. Try again in a moment."))
