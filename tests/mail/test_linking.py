"""Addresses become links in organisers' own words alone (A34)."""

import pytest

from conference.mail.letters import paragraphs_of, unlinked
from conference.mail.linking import as_html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Se http://a.example.", '<a href="http://a.example">http://a.example</a>.'),
        (
            "(https://a.example/b?c=1&d=<2>)",
            '(<a href="https://a.example/b?c=1&amp;d=">https://a.example/b?c=1&amp;d=</a>&lt;2&gt;)',
        ),
        (
            'https://a.example/"onclick="x\nBo',
            '<a href="https://a.example/">https://a.example/</a>&#34;onclick=&#34;x<br>Bo',
        ),
        ("javascript:alert(1) www.a.example", "javascript:alert(1) www.a.example"),
    ],
)
def test_an_address_that_organisers_write_is_a_link(typed, shown):
    (paragraph,) = paragraphs_of(typed)

    assert str(as_html(paragraph)).endswith(shown)
    assert paragraph == typed


def test_what_others_write_is_none():
    assert "<a" not in as_html("Kære https://a.example") + as_html(unlinked("https://a.example"))
