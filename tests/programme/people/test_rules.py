"""What is said of ambassadors and projects: decided on rows alone."""

import pytest

from conference.programme.people.rules import handed_to
from tests.factories import make_conference
from tests.programme.factories import make_ambassador, make_presenter, make_session

KICKOFF = make_conference()
ANNA = make_ambassador(name="Anna Åkjær", email="anna@skole.example")


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([("Anna Åkjær", "anna@skole.example")], ""),
        ([("Anna Åkjær", "anna@firma.example")], ""),
        ([("Anna Holm", "anna@skole.example")], ""),
        ([("Bo", None)], "Bo"),
        ([("Bo", "bo@skole.example"), ("Ida", None)], "Bo, Ida"),
        ([("Bo", None), ("Anna Åkjær", None)], ""),
        ([], ""),
    ],
)
def test_who_presents_what_an_ambassador_gave_on_is_named(people, expected):
    presenters = [make_presenter(KICKOFF, name=name, email=email) for name, email in people]

    assert handed_to(ANNA, make_session(KICKOFF, *presenters)) == expected
