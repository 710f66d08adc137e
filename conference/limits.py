"""How often something may be tried: counted in the database, so that all processes count together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask_babel import ngettext
from sqlalchemy import Table, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from conference import clock
from conference.credentials import derived_secret
from conference.db import Base, db
from conference.errors import Refused

#: Counts that are older than every limit are thrown away.
OLD = timedelta(days=1)


class Tries(Base):
    """How often one thing was tried of late by somebody or from somewhere."""

    #: Made with SECRET_KEY of what, who and where: nobody can be read from it, or found by guessing.
    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Limit:
    """At most so many tries `within` a time; one who had as many rests before the next."""

    name: str
    most: int
    within: timedelta
    rest: timedelta


class TooMany(Refused):
    """Somebody has tried too often, and rests for so many seconds."""

    status = 429
    code = "too_many_tries"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            ngettext(
                "That was many tries in a short time. Try again in %(num)d minute.",
                "That was many tries in a short time. Try again in %(num)d minutes.",
                max(1, round(seconds / 60)),
            )
        )
        self.seconds = seconds


def take(limit: Limit, *who: str) -> None:
    """Count a try before it is made, so that many at once are no way around. Raises TooMany."""
    check(limit, *who)
    if count(limit, *who) > limit.most:
        raise TooMany(round(limit.rest.total_seconds()))


def check(limit: Limit, *who: str) -> None:
    """Refuse who has tried too often. Raises TooMany."""
    found = db.session.get(Tries, _key(limit, who))
    if found is None or found.count < limit.most:
        return
    left = found.began_at + limit.rest - clock.real_now()
    if left > timedelta(0):
        raise TooMany(round(left.total_seconds()) + 1)


def count(limit: Limit, *who: str) -> int:
    """One more try: how many there are by now, in the time that runs."""
    table, now = cast(Table, Tries.__table__), clock.real_now()
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    tried = insert(table).values(key=_key(limit, who), count=1, began_at=now)
    is_over = case(
        (table.c.count >= limit.most, table.c.began_at <= now - limit.rest),
        else_=table.c.began_at <= now - limit.within,
    )
    again = {
        "count": case((is_over, 1), else_=table.c.count + 1),
        "began_at": case((is_over, now), else_=table.c.began_at),
    }
    upsert = tried.on_conflict_do_update(index_elements=["key"], set_=again).returning(table.c.count)
    return int(db.session.execute(upsert).scalar_one())


def forget(limit: Limit, *who: str) -> None:
    """It went well: the tries before count no more."""
    db.session.execute(delete(Tries).where(Tries.key == _key(limit, who)))


def forget_old() -> None:
    """Throw away what no limit asks about any more."""
    db.session.execute(delete(Tries).where(Tries.began_at < clock.real_now() - OLD))


def _key(limit: Limit, who: tuple[str, ...]) -> str:
    return derived_secret("tries", "\n".join((limit.name, *who))).hex()
