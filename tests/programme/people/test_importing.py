"""What is understood of the lists that organisers bring."""

from datetime import date

import pytest

from conference import spreadsheets
from conference.pact.models import FocusArea
from conference.programme.people import importing
from conference.programme.people.importing import Effect
from conference.programme.people.rules import AmbassadorFacts, PersonFacts, ProjectFacts, project_key
from conference.spreadsheets import Unreadable

AREAS = [
    FocusArea(key="informatik", name_da="Informatik", name_en="Informatics"),
    FocusArea(key="piger-og-stem", name_da="Piger og STEM", name_en="Girls and STEM"),
]
TODAY = date(2018, 11, 5)


@pytest.fixture(autouse=True)
def english(app_in_english):
    """The words of a problem are asked of the catalogue."""


@pytest.fixture(scope="module")
def bare_app():
    from flask import Flask
    from flask_babel import Babel

    app = Flask("importing")
    Babel(app, default_locale="en")
    return app


@pytest.fixture
def app_in_english(bare_app):
    with bare_app.test_request_context():
        yield


def ambassadors(text, known=()):
    return importing.read_ambassadors(text, areas=AREAS, known=set(known))


def projects(text, known=()):
    return importing.read_projects(text, areas=AREAS, known=set(known), today=TODAY)


def problems(rows):
    return [row.problems for row in rows]


HEAD = "Navn;E-mail;Organisation;Fokusområde;Sprog"
ANNA = "Anna Sørensen;anna@skole.example;Mercantec;Informatik;da"


def test_a_line_is_an_ambassador():
    (row,) = ambassadors(f"{HEAD}\n{ANNA}\n")

    assert row.problems == []
    assert row.facts == AmbassadorFacts(
        "Anna Sørensen", "anna@skole.example", "Mercantec", "informatik", "da"
    )
    assert (row.number, row.effect) == (2, Effect.NEW)


@pytest.mark.parametrize(
    "text",
    [
        "Name,E-mail,Organisation,Focus area,Language\n" + ANNA.replace(";", ",").replace("da", "Danish"),
        "\ufeff\n\nNAVN;EMAIL;ORGANISATION;FOKUSOMRAADE;SPROG\n\n" + ANNA,
        "sep=;\r\n" + HEAD + "\r\n" + ANNA + "\r\n;;;;\r\n",
        HEAD.replace(";", " ; ") + "\r" + ANNA + "\r",
        "Sprog;Ekstra;Navn;E-mail;Organisation;Fokusområde\nda;x;" + ANNA.removesuffix(";da"),
        HEAD + '\n"Anna\nSørensen";anna@skole.example;" Mercantec\t";INFORMATIK;DA',
    ],
)
def test_headings_separators_and_line_ends_are_understood_as_spreadsheets_write_them(text):
    (row,) = ambassadors(spreadsheets.decode(text.encode("utf-8")))

    assert row.problems == []
    assert row.facts == AmbassadorFacts(
        "Anna Sørensen", "anna@skole.example", "Mercantec", "informatik", "da"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_encoding_of_excel_keeps_danish_letters(encoding):
    data = f"{HEAD}\nÅse Ærø – “Øjvind”;aase@skole.example;Væksthus;;\n".encode(encoding)

    (row,) = ambassadors(spreadsheets.decode(data))

    assert (row.facts.name, row.facts.organisation) == ("Åse Ærø – “Øjvind”", "Væksthus")


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółkiewski",
        "Zoë O’Brien",
        "Anne-Mette \U0001f680",
        "محمد علي",
        "王小明",
        "x" * 200,
        "O'Hara; jr.",
    ],
)
def test_a_name_is_kept_as_it_is_written(name):
    data = spreadsheets.written([HEAD.split(";"), [name, "a@skole.example", "Dania", "", ""]])

    (row,) = ambassadors(spreadsheets.decode(data))

    assert (row.problems, row.facts.name) == ([], name)


def test_what_cannot_be_seen_goes():
    text = HEAD + "\nAnna\x00\x07\u200b S\u202eørensen;anna@skole.example;Mer\u2028cantec;;\n"

    (row,) = ambassadors(spreadsheets.decode(text.encode()))

    assert (row.facts.name, row.facts.organisation) == ("Anna Sørensen", "Mer cantec")


def test_an_empty_cell_says_nothing():
    (row,) = ambassadors(
        "Navn;E-mail;Organisation\nAnna;anna@skole.example;Dania", known=["anna@skole.example"]
    )

    assert (row.facts.area, row.facts.language, row.effect) == (None, None, Effect.KNOWN)


def test_each_line_tells_its_problems():
    rows = ambassadors(
        "\n".join(
            [
                HEAD,
                ";anna@skole.example;;;",
                "Bo;bo(at)skole;Dania;Robotter;fransk",
                f"{'x' * 201};c@skole.example;Dania;;",
                ANNA,
                "Anna igen;ANNA@skole.example;Dania;;",
                "Dan;dan@skole.example;Dania;;;for meget",
            ]
        )
    )

    assert problems(rows) == [
        ["Write the name of the person.", "Write the organisation."],
        [
            "There is no focus area called “Robotter”. Choose one of these: Informatics, Girls and STEM.",
            "Write da or en as the language.",
            "Write a whole e-mail address, also what comes after the @.",
        ],
        ["Write at most 200 characters."],
        ["The same e-mail address stands on line 2."],
        ["The same e-mail address stands on line 2."],
        ["The line has more cells than there are headings: put texts with a separator in quotation marks."],
    ]
    assert [row.number for row in rows] == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (
            b"Partner;Status\nja;ny\n",
            "The first line must name the columns. Missing: navn, e-mail, organisation.",
        ),
        (b"\n\n;;\n", "The first line must name the columns."),
        (b"Navn;Organisation\nAnna;Dania\n", "Missing: e-mail."),
        (HEAD.encode() + b"\n\n  ;;\n", "There is nothing below the headings."),
        (b"Navn;Name;E-mail;Organisation\na;b;c;d\n", "Two columns are called “Name”."),
        (
            b'Navn;E-mail;Organisation\nBo;b@x.example;Dania\n"Anna;a@x.example;Dania\n',
            "Line 3 cannot be read",
        ),
        (b'Navn;E-mail;Organisation\n"Anna" S;a@x.example;Dania\n', "Line 2 cannot be read"),
        (b"\x81\x8d\xff\xfe", "This is no CSV file."),
        ("Navn\tE-mail".encode("utf-16"), "This is no CSV file."),
        (b" \r\n", "The file is empty."),
        (b"x" * (1024 * 1024 + 1), "The file is larger than 1 MB."),
        (b"Navn;E-mail;Organisation\n" + b"a;b;c\n" * 2001, "The file has more than 2,000 lines."),
        (b"Navn;E-mail;Organisation\n" + b"x" * 200_000, "Line 2 cannot be read"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(data, told):
    with pytest.raises(Unreadable) as refusal:
        ambassadors(spreadsheets.decode(data))

    assert told in str(refusal.value)


def test_columns_that_nothing_is_made_of_are_told():
    text = "sep=;\nNavn;E-mail;Organisation;Partner;;Status\nAnna;anna@skole.example;Dania;ja;;ny"

    assert spreadsheets.list_unused(text, importing.AMBASSADOR_HEADINGS) == ["Partner", "Status"]


def test_two_thousand_lines_are_taken():
    lines = "\n".join(f"Navn {number};n{number}@skole.example;Dania;;" for number in range(2000))

    rows = ambassadors(f"{HEAD}\n{lines}")

    assert len(rows) == 2000
    assert all(row.is_good for row in rows)


PROJECT_HEAD = "Titel;Titel på engelsk;Organisation;Fokusområde;Ansøgt;Navn;E-mail;Sprog"


def test_a_project_has_a_line_for_each_of_its_people():
    rows = projects(
        f"{PROJECT_HEAD}\n"
        "Kode i klassen;Code in class;Dania;Informatik;14.9.2018;Anna;anna@x.example;\n"
        "KODE I KLASSEN;;dania;;;Bo;bo@x.example;en\n"
        "Robotter;;Mercantec;;;;;\n"
    )

    assert problems(rows) == [[], [], []]
    assert importing.projects_of(rows) == [
        (
            ProjectFacts("KODE I KLASSEN", "dania", "Code in class", "informatik", date(2018, 9, 14)),
            [PersonFacts("Anna", "anna@x.example"), PersonFacts("Bo", "bo@x.example", "en")],
        ),
        (ProjectFacts("Robotter", "Mercantec"), []),
    ]


def test_a_known_project_is_known_however_it_is_written():
    (row,) = projects(
        "Titel;Organisation\nKODE  i klassen;Dania", known=[project_key("Kode i klassen", "DANIA")]
    )

    assert row.effect is Effect.KNOWN


@pytest.mark.parametrize("day", ["14-09-2018", "14.9.2018", "14/9/2018", "2018-09-14", "14. 9. 2018"])
def test_a_day_is_read_as_danes_and_machines_write_it(day):
    (row,) = projects(f"Titel;Organisation;Ansøgt\nKode;Dania;{day}")

    assert (row.problems, row.facts.applied_on) == ([], date(2018, 9, 14))


def test_a_projects_lines_tell_their_problems():
    rows = projects(
        f"{PROJECT_HEAD}\n"
        "Kode;;Dania;Informatik;31.2.2018;Anna;anna@x.example;\n"
        "Kode;;Dania;Piger og STEM;;Anna;ANNA@x.example;\n"
        "Robotter;;Dania;;6.11.2018;Bo;;\n"
        ";;Dania;;;;c@x.example;svensk\n"
    )

    assert problems(rows) == [
        ["Write the day with year, month and day, as in 2018-11-22."],
        [
            "This line tells something else of the project than line 2.",
            "The same e-mail address stands on line 2.",
        ],
        ["The project cannot have applied on a day that has not come.", "Write the e-mail address."],
        ["Write da or en as the language.", "Write the title in Danish.", "Write the name of the person."],
    ]


def test_the_example_can_be_read_by_itself():
    for example, read in ((importing.AMBASSADOR_EXAMPLE, ambassadors), (importing.PROJECT_EXAMPLE, projects)):
        rows = read(spreadsheets.decode(spreadsheets.written(example)))

        assert problems(rows) == [[]] * (len(example) - 1)
