"""1,000 badges with their QR codes, and a check-in list of 400: `python -m benchmarks.badges`."""

import resource
import time

import click

from conference.badges import paper, pdf
from conference.badges.paper import ListedPerson, ListPrint
from conference.badges.pdf import BadgePrint
from conference.credentials import new_secret
from conference.demo.people import invented

WORKPLACES = ["Naturvidenskabens Hus", "Skive Kommune", "IT-Vest"]


@click.command()
@click.option("--badges", default=1000, show_default=True)
@click.option("--people", default=400, show_default=True)
def main(badges: int, people: int) -> None:
    """Time and memory of one sheet with that many badges, and of a list with that many people."""
    prints = [
        BadgePrint(
            name=person.name,
            organisation=person.organisation,
            kind=person.kind,
            kind_name=person.kind.capitalize(),
            qr_url=f"HTTPS://PAGT.EXAMPLE/T/{new_secret()}",
            qr_alt="Billetkode",
        )
        for person in invented(badges, organisations=WORKPLACES)
    ]
    began = time.perf_counter()
    document = pdf.badge_sheet(prints, title="Navneskilte", language="da")
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{badges} badges: {seconds:.1f} s (aim: 4 s for 1,000), {len(document) / 1e6:.1f} MB of PDF,")
    began = time.perf_counter()
    document = paper.checkin_list(checkin_list(people))
    click.echo(f"check-in list of {people}: {time.perf_counter() - began:.1f} s (aim: 2 s for 400)")
    click.echo(f"at most {megabytes:.0f} MB of memory (aim: 250 MB)")


def checkin_list(people: int) -> ListPrint:
    """A list with that many people, all of whom are still to come."""
    return ListPrint(
        language="da",
        title="Indtjekningsliste: Hovedindgang",
        conference="Kick-off-konference",
        name="Hovedindgang",
        when="torsdag 22. november 2018",
        count=f"{people} personer.",
        state="Udskrevet 22. november 2018 kl. 08.00.",
        columns=("Er kommet", "Navn", "Arbejdsplads", "Kommer som"),
        people=tuple(
            ListedPerson("", person.name, person.organisation, person.kind, person.kind.capitalize(), "")
            for person in invented(people, organisations=WORKPLACES)
        ),
        extra="Ikke på listen",
        extra_advice="Skriv navn, arbejdsplads og klokkeslæt.",
        care="Makulér listen.",
        pages="Side {page} af {pages}",
    )


if __name__ == "__main__":
    main()
