from datetime import date

import pytest
from flask_babel import force_locale

from conference.calendar import entries
from conference.calendar.ical import Event, Status
from conference.pact import service as pact
from tests.calendar.milestones import add, change

pytestmark = pytest.mark.usefixtures("database")


def entry(key: str = "draft", language: str = "da") -> Event:
    with force_locale(language):
        return entries.of_milestone(pact.get_milestone(key), url="http://localhost/milestones#draft")


@pytest.mark.parametrize(
    ("words", "starts", "ends"),
    [
        ("primo juni 2018", date(2018, 6, 1), date(2018, 6, 11)),
        ("medio juni 2018", date(2018, 6, 11), date(2018, 6, 21)),
        ("ultimo juni 2018", date(2018, 6, 21), date(2018, 7, 1)),
        ("ultimo august 2018", date(2018, 8, 21), date(2018, 9, 1)),
        ("juni 2018", date(2018, 6, 1), date(2018, 7, 1)),
        ("foråret 2018", date(2018, 3, 1), date(2018, 6, 1)),
        ("sommeren 2018", date(2018, 6, 1), date(2018, 9, 1)),
        ("efteråret 2018", date(2018, 9, 1), date(2018, 12, 1)),
        ("vinteren 2018/19", date(2018, 12, 1), date(2019, 3, 1)),
    ],
)
def test_a_date_in_words_is_a_tentative_span_of_exactly_these_days_with_the_words_in_the_title(
    words, starts, ends
):
    add(when=words)

    told = entry()

    assert (told.starts, told.ends, told.status, told.busy) == (starts, ends, Status.TENTATIVE, False)
    assert told.summary == f"Høringsudkast klar ({words})"
    assert told.description == f"Tidspunkt: {words} (ikke fastlagt)"


def test_a_settled_day_is_confirmed_and_says_nothing_of_words():
    add(when="31. oktober 2018", text_da="Regionsrådet behandler den.")

    told = entry()

    assert (told.starts, told.ends, told.status) == (date(2018, 10, 31), date(2018, 11, 1), Status.CONFIRMED)
    assert told.summary == "Høringsudkast klar"
    assert told.description == "Regionsrådet behandler den."


def test_english_says_the_same_under_the_same_uid():
    milestone = add(when="medio juni 2018", text_da="Tekst", text_en="Text")

    told = entry(language="en")

    assert told.uid == milestone.uid
    assert told.summary == "Draft ready (mid-June 2018)"
    assert told.description == "Time: mid-June 2018 (not settled)\nText"


def test_a_date_goes_through_its_life_under_one_uid_with_a_rising_sequence(at):
    at("2018-06-01 09:00")
    add(when="efteråret 2018")
    lives = [entry()]

    for day, words in [
        ("2018-07-02", "september 2018"),
        ("2018-08-06", "medio september 2018"),
        ("2018-09-03", "14. september 2018"),
        ("2018-09-04", "21. september 2018"),
        ("2018-09-20", "oktober 2018"),
    ]:
        at(f"{day} 09:00")
        change(when=words)
        lives.append(entry())

    assert {told.uid for told in lives} == {lives[0].uid}
    assert [told.sequence for told in lives] == [0, 1, 2, 3, 4, 5]
    assert [told.changed_at for told in lives] == sorted({told.changed_at for told in lives})
    assert [told.description.splitlines()[0] for told in lives] == [
        "Tidspunkt: efteråret 2018 (ikke fastlagt)",
        "Tidspunkt: september 2018 (ikke fastlagt)",
        "Tidspunkt: medio september 2018 (ikke fastlagt)",
        "Fastlagt 3. september 2018; før: medio september 2018",
        "Flyttet 4. september 2018; før: 14. september 2018",
        "Tidspunkt: oktober 2018 (ikke fastlagt)",
    ]
    assert lives[-1].description.splitlines() == [
        "Tidspunkt: oktober 2018 (ikke fastlagt)",
        "Ændret 20. september 2018; før: 21. september 2018",
        "Flyttet 4. september 2018; før: 14. september 2018",
        "Fastlagt 3. september 2018; før: medio september 2018",
        "Ændret 6. august 2018; før: september 2018",
        "Ændret 2. juli 2018; før: efteråret 2018",
    ]


def test_a_cancelled_milestone_keeps_its_days_and_says_so(at):
    at("2018-06-01 09:00")
    add()
    at("2018-06-05 09:00")
    change(is_cancelled=True)

    told = entry()

    assert (told.starts, told.ends) == (date(2018, 6, 11), date(2018, 6, 21))
    assert (told.status, told.sequence) == (Status.CANCELLED, 1)
    assert told.summary == "AFLYST: Høringsudkast klar (medio juni 2018)"
    assert told.description == "Tidspunkt: medio juni 2018 (ikke fastlagt)\nAflyst 5. juni 2018"


def test_being_done_changes_the_description_alone(at):
    at("2018-06-20 09:00")
    add(text_da="Tekst")
    planned = entry()
    change(text_da="Tekst", done_on=date(2018, 6, 18))

    done = entry()

    assert (done.summary, done.starts, done.ends, done.status) == (
        planned.summary,
        planned.starts,
        planned.ends,
        planned.status,
    )
    assert done.description == "Tidspunkt: medio juni 2018\nNået senest 18. juni 2018.\nTekst"


def test_a_deadline_is_in_a_category_of_its_own():
    add(is_deadline=True)

    assert entry().categories == ("Frist",)
