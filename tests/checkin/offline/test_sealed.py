"""Sealed records: Python's and the phone's code are held by one file of examples (vectors.json)."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from conference.checkin.offline.sealed import seal
from conference.credentials import lookup_of, new_secret
from tests.checkin.door import opened

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
PERSON = {"name": "Åse Ærø", "organisation": "Mercantec", "kind": "attendee", "state": "confirmed"}


@pytest.mark.parametrize("vector", VECTORS["opens"], ids=lambda vector: vector["about"])
def test_a_record_opens_with_its_own_ticket(vector):
    code, lookup = vector["code"], vector["lookup"]

    assert lookup_of(code) == lookup
    assert opened(vector["sealed"], code, lookup) == vector["person"]
    assert opened(seal(code, vector["person"]), code, lookup) == vector["person"]


@pytest.mark.parametrize("vector", VECTORS["fails"], ids=lambda vector: vector["about"])
def test_a_record_does_not_open_otherwise(vector):
    with pytest.raises((InvalidTag, ValueError)):
        opened(vector["sealed"], vector["code"], vector["lookup"])


def test_the_same_person_is_sealed_differently_each_time():
    code = new_secret()

    assert seal(code, PERSON) != seal(code, PERSON)


def test_the_length_of_a_record_does_not_tell_the_length_of_a_name():
    names = ["", "Bo", "Åse Ærø Ødegård", "Anna Margrethe Sørensen-Vestergaard"]

    lengths = {len(b64decode(seal(new_secret(), {**PERSON, "name": name}))) for name in names}

    assert lengths == {12 + 128 + 16}
