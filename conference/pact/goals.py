"""The goals for 2025 and the STEM barometer: indicators, the council's targets, the yearly figures."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from conference.audit import service as audit
from conference.db import db
from conference.pact import rules
from conference.pact.models import Goal, Indicator, Measurement
from conference.pact.rules import IndicatorFacts


def list_goals() -> list[Goal]:
    """The goals in the deck's order, each with its indicators and their figures."""
    with_figures = selectinload(Goal.indicators).selectinload(Indicator.measurements)
    return list(db.session.scalars(select(Goal).options(with_figures).order_by(Goal.place)))


def get_goal(key: str) -> Goal:
    """The goal of a key. Raises NotFound."""
    return rules.found(db.session.scalar(select(Goal).filter_by(key=key)))


def get_indicator(uid: str) -> Indicator:
    """An indicator with its goal and figures. Raises NotFound."""
    complete = (joinedload(Indicator.goal), selectinload(Indicator.measurements))
    return rules.found(db.session.scalar(select(Indicator).filter_by(uid=uid).options(*complete)))


def add_indicator(goal_key: str, facts: IndicatorFacts, *, by: str) -> Indicator:
    """Measure a goal by one more figure. Raises NotFound."""
    indicator = Indicator(uid=str(uuid4()), goal=get_goal(goal_key))
    _say(indicator, facts)
    db.session.add(indicator)
    audit.record("pact.add_indicator", by=by, subject=indicator.uid)
    return indicator


def change_indicator(uid: str, facts: IndicatorFacts, *, by: str) -> None:
    """Word an indicator anew, or set its target. Raises NotFound."""
    _say(get_indicator(uid), facts)
    audit.record("pact.change_indicator", by=by, subject=uid)


def remove_indicator(uid: str, *, by: str) -> None:
    """Stop measuring by this figure; its years go with it. Raises NotFound."""
    db.session.delete(get_indicator(uid))
    audit.record("pact.remove_indicator", by=by, subject=uid)


def measure(uid: str, *, year: int, value: float, by: str) -> None:
    """Write down a year's figure, or correct it. Raises NotFound."""
    indicator = get_indicator(uid)
    known = {measurement.year: measurement for measurement in indicator.measurements}
    if year in known:
        known[year].value = value
    else:
        indicator.measurements.append(Measurement(year=year, value=value))
    audit.record("pact.measure", by=by, subject=uid, detail={"year": year})


def remove_measurement(uid: str, *, year: int, by: str) -> None:
    """Take a year's figure away. Raises NotFound."""
    indicator = get_indicator(uid)
    indicator.measurements = [kept for kept in indicator.measurements if kept.year != year]
    audit.record("pact.remove_measurement", by=by, subject=uid, detail={"year": year})


def _say(indicator: Indicator, facts: IndicatorFacts) -> None:
    indicator.name_da, indicator.name_en = facts.name_da, facts.name_en
    indicator.unit_da, indicator.unit_en = facts.unit_da, facts.unit_en
    indicator.target = facts.target
