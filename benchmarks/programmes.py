"""Released programmes of a given length: what the public page is measured with."""

from datetime import UTC, datetime, timedelta

from conference.db import db
from conference.programme.document import Document, Entry, Person, Place, to_json
from conference.programme.models import CODE_LETTERS, Kind, Release, new_uid
from conference.registration.models import Conference, Pool

#: A day a year after the demo's, which stays the conference of the front page: sessions of ten minutes, a
#: quarter of an hour apart.
BEGINS = datetime(2019, 11, 21, 8, 0, tzinfo=UTC)
APART = timedelta(minutes=15)
ABSTRACT = "Vi viser, hvordan en svejserobot og tyve elever fra 3. klasse fandt hinanden i Herning.\n" * 4
KINDS = tuple(Kind)
AREAS = (("stem", "Piger og STEM", "Girls and STEM"), ("it", "Informatik", "Informatics"), ("", "", ""))


def release(slug: str, *, sessions: int, rooms: int) -> None:
    """A published conference with version 1 of a programme this long."""
    conference = Conference(
        slug=slug,
        title_da="En konference",
        title_en="A conference",
        doors_at=BEGINS,
        starts_at=BEGINS,
        ends_at=BEGINS + timedelta(days=1),
        venue="Hedehallen",
        address="Gaden 1, 7400 Herning",
        pool=Pool(capacity=400),
        opens_at=BEGINS - timedelta(days=60),
        closes_at=BEGINS - timedelta(days=7),
        published_at=BEGINS - timedelta(days=90),
        created_at=BEGINS - timedelta(days=90),
        changed_at=BEGINS - timedelta(days=90),
    )
    db.session.add(conference)
    db.session.flush()
    document = _document(sessions, rooms)
    db.session.add(
        Release(
            conference_id=conference.id,
            number=1,
            released_at=document.released_at,
            by="system",
            document=to_json(document),
            changes={"changes": []},
        )
    )


def _document(sessions: int, rooms: int) -> Document:
    places = [Place(uid=new_uid(), key=f"sal-{n}", name=f"Sal {n}", seats=80) for n in range(1, rooms + 1)]
    return Document(
        number=1,
        released_at=BEGINS - timedelta(days=14),
        venue="Hallen",
        rooms=tuple(places),
        entries=tuple(_entry(number, places) for number in range(sessions)),
    )


def _entry(number: int, places: list[Place]) -> Entry:
    row, room = divmod(number, len(places))
    key, danish, english = AREAS[number % len(AREAS)]
    starts_at = BEGINS + row * APART
    return Entry(
        uid=new_uid(),
        code=_code("S", number),
        export_id=2 * number + 1,
        slug=f"konference-{number}",
        kind=KINDS[number % len(KINDS)],
        title_da=f"Robotter og arbejdsmarkedskompetencer {number}",
        title_en=f"Robots and skills for work {number}",
        abstract_da=ABSTRACT,
        abstract_en=ABSTRACT,
        area_key=key,
        area_da=danish,
        area_en=english,
        room_key=places[room].key,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=10),
        presenters=tuple(_person(2 * number + which) for which in (0, 1)),
        created_at=BEGINS - timedelta(days=60),
        released_at=BEGINS - timedelta(days=14),
    )


def _person(number: int) -> Person:
    return Person(
        uid=new_uid(),
        code=_code("P", number),
        export_id=2 * number + 2,
        name=f"Åse Bjerregård {number}",
        organisation="VIA University College",
    )


def _code(letter: str, number: int) -> str:
    """Six letters that count."""
    high, low = divmod(number, len(CODE_LETTERS))
    return f"{letter}AAA{CODE_LETTERS[high]}{CODE_LETTERS[low]}"
