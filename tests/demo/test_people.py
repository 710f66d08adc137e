"""Attendees who do not exist."""

from conference.demo.people import invented

ORGANISATIONS = ["Skive Kommune", "IT-Vest", "Naturvidenskabens Hus"]


def test_the_same_people_come_at_every_run():
    first, second = (list(invented(300, organisations=ORGANISATIONS)) for _ in range(2))

    assert first == second


def test_a_longer_list_begins_like_a_shorter_one():
    few, many = (list(invented(count, organisations=ORGANISATIONS)) for count in (20, 300))

    assert many[:20] == few


def test_no_address_comes_twice_and_none_is_anybodys():
    addresses = [person.email for person in invented(10_000, organisations=ORGANISATIONS)]

    assert len(set(addresses)) == 10_000
    assert all(address.endswith(".example") for address in addresses)


def test_names_repeat_only_after_more_than_a_thousand():
    names = [person.name for person in invented(1000, organisations=ORGANISATIONS) if person.language == "da"]

    assert len(set(names)) == len(names)


def test_the_guests_are_mixed():
    people = list(invented(300, organisations=ORGANISATIONS))

    assert {person.kind for person in people} == {"attendee", "partner", "press"}
    assert {person.language for person in people} == {"da", "en"}
    assert {person.organisation for person in people} == {*ORGANISATIONS, ""}
    assert {letter for person in people for letter in person.name.lower()} >= set("æøå")
