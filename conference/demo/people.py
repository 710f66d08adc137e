"""Attendees who do not exist: the same ones in the same order at every run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# fmt: off
_FIRST = """Søren Åse Bjørn Mette Jørgen Kirsten Rasmus Bodil Frederik Ingrid Lærke Thøger Astrid Mikkel
    Sidsel Anders Pernille Jens Birgitte Øjvind Karen Emil Solveig Torben Maja Niels Gøril Lars Dagmar Åge
    Freja Henrik Tove Kasper Ragnhild Ole Signe Bent Ellen Flemming Ida""".split()  # noqa: SIM905
_LAST = """Sørensen Ærø Åkjær Nørgaard Østergaard Thøgersen Bæk Kjær Lund Møller Vestergård Jørgensen Hølund
    Krogh Skårup Bødker Ravn Dalsgaard Mølgaard Præst Fjeldsø Brønd Holm Ågård Kvist Næsby Sønderby Smed
    Højrup Rævdal Krøyer Hedegaard Bach Ørsted Mårup Stæhr Lindø Vad Grønbech Toft Skjødt Bang
    Dybdahl""".split()  # noqa: SIM905
# fmt: on
#: Guests from abroad read English, and try what a badge can print.
_ABROAD = (
    "Łukasz Żółkiewski",
    "Zoë O’Brien",
    "José Núñez García",
    "Ağa Şahin",
    "Nguyễn Thị Hương",
    "Đorđe Čavić",
    "Anneliese Weiß-Grünbaum",
    "Γιώργος Παππάς",
)
#: Of a hundred attendees: how many come as a partner, and as press; one in 38 is from abroad.
_PARTNERS, _PRESS = 22, 3
_ABROAD_EVERY = 38
#: What some of them tell about their needs.
_DIETS = ("Vegetarisk", "Vegansk", "Glutenfri", "Vegetarisk", "Laktosefri", "Ingen nødder")
_ACCESS = ("Plads til kørestol", "Plads tæt på teleslyngen", "Skrivetolkning", "Et sted at sidde undervejs")
_DIET_EVERY, _ACCESS_EVERY = 13, 61


@dataclass(frozen=True)
class Person:
    """One invented attendee, as their form would say it."""

    name: str
    email: str
    organisation: str
    kind: str
    language: str
    lists_name: bool
    may_be_photographed: bool
    #: What they eat; empty for most.
    diet: str
    access_needs: str


def invented(count: int, *, organisations: Sequence[str]) -> Iterator[Person]:
    """That many attendees from these organisations; a longer list begins like a shorter one."""
    for number in range(count):
        abroad = number % _ABROAD_EVERY == 11
        name = _ABROAD[number // _ABROAD_EVERY % len(_ABROAD)] if abroad else _danish_name(number)
        kind = _kind(number)
        yield Person(
            name=name,
            email=f"deltager{number + 1}@demo.example",
            organisation=""
            if kind == "press" or number % 9 == 4
            else organisations[number * 5 % len(organisations)],
            kind=kind,
            language="en" if abroad else "da",
            lists_name=number % 3 != 0,
            may_be_photographed=number % 5 != 3,
            diet=_DIETS[number // _DIET_EVERY % len(_DIETS)] if number % _DIET_EVERY == 6 else "",
            access_needs=_ACCESS[number // _ACCESS_EVERY % len(_ACCESS)]
            if number % _ACCESS_EVERY == 8
            else "",
        )


def _danish_name(number: int) -> str:
    """The two lists are of coprime lengths, so that a name comes again only after all pairs."""
    first, last = _FIRST[number % len(_FIRST)], _LAST[number * 2 % len(_LAST)]
    return f"{first} {last}"


def _kind(number: int) -> str:
    in_hundred = number * 37 % 100
    if in_hundred < _PARTNERS:
        return "partner"
    return "press" if in_hundred < _PARTNERS + _PRESS else "attendee"
