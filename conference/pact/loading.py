"""Loading the pact from a file: what is missing comes in, what nobody edited is corrected, the rest is left.

Each row keeps the values of its last load, so a row that people have edited since is known by comparison.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from conference.audit import service as audit
from conference.db import db
from conference.names import sort_key
from conference.pact import milestones, rules
from conference.pact.models import (
    CouncilSeat,
    Fact,
    FocusArea,
    Goal,
    Loadable,
    Milestone,
    Partner,
    PartnerSpelling,
    PreProjectMember,
    SeatKind,
    SecretariatTask,
)
from conference.pact.plan import Entry, Plan, WrongFile, read
from conference.pact.when import parse

Values = dict[str, Any]


@dataclass
class LoadReport:
    """What a load did, each row by its kind and key."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    #: Left as they are: edited here since the last load, or not in the file.
    left: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything is now other than before."""
        return bool(self.added or self.updated)


@dataclass(frozen=True)
class Kind:
    """How one kind of row is made, read and corrected from the values of a file."""

    name: str
    model: type[Any]
    values: Callable[[Any], Values]
    say: Callable[[Any, Values], None]
    new: Callable[[str, Values], Any] | None = None


def load(path: str | Path, *, overwrite: bool = False) -> LoadReport:
    """Bring the database to what the file says; `overwrite` also undoes what people have edited.

    Raises WrongFile, OSError.
    """
    plan = read(Path(path).read_bytes())
    timeline = milestones.hold_timeline()
    report = LoadReport()
    for kind, entries in ((PARTNER, plan.partners), (AREA, plan.areas), (MILESTONE, plan.milestones)):
        _load_rows(kind, entries, report, overwrite=overwrite)
    _check_spellings()
    if report.changed:
        milestones.touch(timeline)
    for kind, entries in _beside_the_timeline(plan):
        _load_rows(kind, entries, report, overwrite=overwrite)
    if report.changed:
        counts = {"added": len(report.added), "updated": len(report.updated), "left": len(report.left)}
        audit.record("pact.load", by="system", detail=counts)
    return report


def _beside_the_timeline(plan: Plan) -> Iterable[tuple[Kind, list[Entry]]]:
    return (
        (GOAL, plan.goals),
        (PRE_PROJECT, plan.pre_project),
        (SEATS, plan.council),
        (TASK, plan.tasks),
        (FACT, plan.facts),
    )


def _load_rows(kind: Kind, entries: list[Entry], report: LoadReport, *, overwrite: bool) -> None:
    rows = {row.key: row for row in db.session.scalars(select(kind.model).order_by(kind.model.id))}
    for entry in entries:
        row, name = rows.pop(entry.key, None), f"{kind.name} {entry.key}"
        if row is None:
            row = _add(kind, entry)
            report.added.append(name)
        else:
            now = kind.values(row)
            if now != entry.values:
                if now != row.loaded and not overwrite:
                    report.left.append(f"{name}: edited here since it was loaded")
                    continue
                kind.say(row, entry.values)
                report.updated.append(name)
        if row.loaded != entry.values:
            row.loaded = entry.values
    db.session.flush()
    report.left += [f"{kind.name} {key}: not in the file" for key in rows]


def _add(kind: Kind, entry: Entry) -> Loadable:
    if kind.new:
        made: Loadable = kind.new(entry.key, entry.values)
        return made
    row: Loadable = kind.model(key=entry.key)
    kind.say(row, entry.values)
    db.session.add(row)
    return row


def _columns(*names: str) -> tuple[Callable[[Any], Values], Callable[[Any, Values], None]]:
    """Reading and writing a row whose values are plain columns."""

    def values(row: Any) -> Values:
        return {name: getattr(row, name) for name in names}

    def say(row: Any, said: Values) -> None:
        for name in names:
            setattr(row, name, said[name])

    return values, say


def _partner_values(partner: Partner) -> Values:
    return {"name": partner.name, "aliases": sorted(partner.aliases)}


def _say_partner(partner: Partner, said: Values) -> None:
    partner.name, partner.sort_key = said["name"], sort_key(said["name"])
    partner.spellings = [
        PartnerSpelling(text=text, folded=rules.spelling_key(text))
        for text in (said["name"], *said["aliases"])
    ]


def _area_values(area: FocusArea) -> Values:
    partners = sorted(partner.key for partner in area.partners)
    return {"name_da": area.name_da, "name_en": area.name_en, "place": area.place, "partners": partners}


def _say_area(area: FocusArea, said: Values) -> None:
    if area.id and (area.name_da, area.name_en) != (said["name_da"], said["name_en"]):
        of_area = select(Milestone).where(Milestone.areas.contains(area))
        milestones.retell(db.session.scalars(of_area))
    area.name_da, area.name_en, area.place = said["name_da"], said["name_en"], said["place"]
    area.partners = list(db.session.scalars(select(Partner).where(Partner.key.in_(said["partners"]))))


def _milestone_values(milestone: Milestone) -> Values:
    facts = rules.facts_of(milestone)
    return {
        "when": facts.when.words("da"),
        "title_da": facts.title_da,
        "title_en": facts.title_en,
        "text_da": facts.text_da,
        "text_en": facts.text_en,
        "is_deadline": facts.is_deadline,
        "areas": sorted(facts.areas),
        "partners": sorted(facts.partners),
    }


def _read_facts(said: Values) -> Values:
    sets = {name: frozenset(said[name]) for name in ("areas", "partners")}
    return {**said, **sets, "when": parse(said["when"])}


def _say_milestone(milestone: Milestone, said: Values) -> None:
    milestones.edit(milestone, replace(rules.facts_of(milestone), **_read_facts(said)))


def _new_milestone(key: str, said: Values) -> Milestone:
    return milestones.new_milestone(key, rules.MilestoneFacts(**_read_facts(said)))


def _member_values(member: PreProjectMember) -> Values:
    return {"person": member.person, "place": member.place}


def _say_member(member: PreProjectMember, said: Values) -> None:
    member.person, member.place = said["person"], said["place"]
    member.partner = db.session.scalars(select(Partner).filter_by(key=member.key)).one()


def _seat_values(kind: SeatKind) -> Values:
    chair = any(seat.is_chair for seat in kind.seats)
    names = {"name_da": kind.name_da, "name_en": kind.name_en, "place": kind.place}
    return {**names, "seats": len(kind.seats), "chair": chair}


def _say_seats(kind: SeatKind, said: Values) -> None:
    kind.name_da, kind.name_en, kind.place = said["name_da"], said["name_en"], said["place"]
    for number in range(len(kind.seats) + 1, said["seats"] + 1):
        kind.seats.append(CouncilSeat(number=number))
    for seat in kind.seats[said["seats"] :]:
        if seat.person:
            raise WrongFile(f"council.{kind.key}.seats: somebody holds seat {seat.number}; free it first.")
        kind.seats.remove(seat)
    for seat in kind.seats:
        seat.is_chair = said["chair"] and seat.number == 1


def _check_spellings() -> None:
    shared = (
        select(PartnerSpelling.folded)
        .group_by(PartnerSpelling.folded)
        .having(func.count(PartnerSpelling.partner_id.distinct()) > 1)
    )
    query = select(Partner.key, PartnerSpelling.text).join(PartnerSpelling.__table__)
    both = db.session.execute(
        query.where(PartnerSpelling.folded.in_(shared)).order_by(PartnerSpelling.folded)
    ).all()
    if both:
        (key, text), (other, _) = both[0], both[1]
        raise WrongFile(f"partners.{key}: “{text}” is also a name of partners.{other}.")


PARTNER = Kind("partner", Partner, _partner_values, _say_partner)
AREA = Kind("focus area", FocusArea, _area_values, _say_area)
MILESTONE = Kind("milestone", Milestone, _milestone_values, _say_milestone, _new_milestone)
GOAL = Kind("goal", Goal, *_columns("title_da", "title_en", "year", "place"))
PRE_PROJECT = Kind("pre-project member", PreProjectMember, _member_values, _say_member)
SEATS = Kind("council", SeatKind, _seat_values, _say_seats)
TASK = Kind("task", SecretariatTask, *_columns("text_da", "text_en", "place"))
FACT = Kind("fact", Fact, *_columns("topic", "text_da", "text_en", "url", "place"))
