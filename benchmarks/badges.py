"""1,000 badges to PDF, with their QR codes: `python -m benchmarks.badges`."""

import resource
import time

import click

from conference.badges import pdf
from conference.badges.pdf import BadgePrint
from conference.credentials import new_secret
from conference.demo.people import invented


@click.command()
@click.option("--badges", default=1000, show_default=True)
def main(badges: int) -> None:
    """Time and memory of one sheet with that many badges."""
    prints = [
        BadgePrint(
            name=person.name,
            organisation=person.organisation,
            kind=person.kind,
            kind_name=person.kind.capitalize(),
            qr_url=f"HTTPS://PAGT.EXAMPLE/T/{new_secret()}",
            qr_alt="Billetkode",
        )
        for person in invented(badges, organisations=["Naturvidenskabens Hus", "Skive Kommune", "IT-Vest"])
    ]
    began = time.perf_counter()
    document = pdf.badge_sheet(prints, title="Navneskilte", language="da")
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{badges} badges: {seconds:.1f} s (aim: 4 s for 1,000), {len(document) / 1e6:.1f} MB of PDF,")
    click.echo(f"at most {megabytes:.0f} MB of memory (aim: 250 MB)")


if __name__ == "__main__":
    main()
