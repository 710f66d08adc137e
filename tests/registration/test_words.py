"""What kinds of guest are called."""

from conference.registration.models import Kind
from conference.registration.words import KINDS, SHAPES


def test_every_kind_of_guest_has_a_word_and_a_shape_of_its_own():
    assert set(KINDS) == set(SHAPES) == set(Kind)
    assert len(set(SHAPES.values())) == len(Kind)
