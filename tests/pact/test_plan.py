"""A file of the pact's facts: read whole, or refused in one sentence."""

import pytest

from conference.pact.plan import Entry, WrongFile, read


def test_a_milestone_is_read_with_its_words_as_they_will_be_read():
    content = b"""
        [milestones.grants]
        when = "31. Oktober 2018"
        title = { da = "Bevilling", en = "Grants" }
        text = { da = "Behandles.", en = "Considered." }
        deadline = true
    """

    plan = read(content)

    assert plan.milestones == [
        Entry(
            "grants",
            {
                "when": "31. oktober 2018",
                "title_da": "Bevilling",
                "title_en": "Grants",
                "text_da": "Behandles.",
                "text_en": "Considered.",
                "is_deadline": True,
                "areas": [],
                "partners": [],
            },
        )
    ]
    assert (plan.partners, plan.facts) == ([], [])


MILESTONE = """
    [milestones.first]
    when = "juni 2018"
    title = { da = "Et", en = "One" }
    text = { da = "Et.", en = "One." }
"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "[milestones",
            "The file is not TOML: Expected ']' at the end of a table declaration (at end of document).",
        ),
        ("[mile]", "mile: is not known here."),
        ("milestones = 1", "milestones: must be a table."),
        ("[milestones]\nfirst = 1", "milestones.first: must be a table."),
        (
            "[partners.IDA]\nname = 'IDA'",
            "partners.IDA: must be small letters a to z, digits and single hyphens.",
        ),
        (
            MILESTONE.replace("juni 2018", "snart"),
            "milestones.first.when: “snart” is no date; write it like “medio juni 2018”.",
        ),
        (MILESTONE.replace("when =", "wen ="), "milestones.first.when: is missing."),
        (MILESTONE.replace(', en = "One"', ""), "milestones.first.title.en: is missing."),
        (MILESTONE.replace('"One"', '" "'), "milestones.first.title.en: is empty."),
        (MILESTONE.replace('"One"', "1"), "milestones.first.title.en: must be words in quotes."),
        (MILESTONE + "place = 1", "milestones.first.place: is not known here."),
        (MILESTONE + "deadline = 1", "milestones.first.deadline: must be true or false."),
        (MILESTONE + "areas = 'x'", "milestones.first.areas: must be a list."),
        (MILESTONE + "areas = [1]", "milestones.first.areas: must hold words in quotes."),
        (MILESTONE + "areas = ['x', 'x']", "milestones.first.areas: holds “x” twice."),
        (MILESTONE + "areas = ['x']", "milestones.first.areas: “x” is no focus area of this file."),
        (MILESTONE + "partners = ['x']", "milestones.first.partners: “x” is no partner of this file."),
        ("[areas.x]\nda='X'\nen='X'\npartners=['y']", "areas.x.partners: “y” is no partner of this file."),
        ("[pre-project]\nida = 'Anna'", "pre-project.ida: “ida” is no partner of this file."),
        ("[goals.x]\nda='X'\nen='X'\nyear=0", "goals.x.year: must be a whole number above zero."),
        ("[goals.x]\nda='X'\nen='X'\nyear=true", "goals.x.year: must be a whole number above zero."),
        ("[council.x]\nda='X'\nen='X'\nseats=2", "council: exactly one kind of seat has the chair, not 0."),
        ("[facts.x]\nda='X'\nen='X'\nurl='ftp://x'", "facts.x.url: must begin with https://."),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence_with_its_key(content, sentence):
    with pytest.raises(WrongFile) as refused:
        read(content.encode())

    assert str(refused.value) == sentence


def test_a_file_in_another_encoding_is_refused():
    with pytest.raises(WrongFile, match="not UTF-8"):
        read("[facts.x]\nda = 'Bø'".encode("latin-1"))
