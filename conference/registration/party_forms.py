"""What one types who registers colleagues too."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, Form

from conference import names
from conference.registration.answers import Person
from conference.registration.fields import colleague_email_field, colleague_name_field
from conference.registration.forms import RegistrationForm
from conference.registration.rules import LARGEST_PARTY


class ColleagueRow(Form):
    """One colleague; a row without a word is nobody."""

    name = colleague_name_field(_("Name"))
    email = colleague_email_field(_("E-mail"))

    @property
    def is_empty(self) -> bool:
        return not (self.name.data or self.email.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it is a colleague, or nobody."""
        return self.is_empty or super().validate(extra_validators)


class PartyForm(RegistrationForm):
    """Oneself and one's colleagues, on one page; the rows are always there, so that it needs no script."""

    stays_together = BooleanField(_("Keep us together"))

    def __init__(self, formdata: Any = None, **more: Any) -> None:
        super().__init__(formdata, **more)
        self.rows = [ColleagueRow(formdata, prefix=f"colleague-{row}") for row in range(1, LARGEST_PARTY)]
        for number, row in enumerate(self.rows, start=1):
            for field in row:
                field.description = _("Colleague %(number)s", number=number)

    def __iter__(self) -> Iterator[Field]:
        return chain(super().__iter__(), *self.rows)

    @property
    def errors(self) -> dict[str, Any]:
        """What is wrong, by the name of the field."""
        return {field.name: field.errors for field in self if field.errors}

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all of it can be sent; two people never share an address."""
        is_right = all([super().validate(extra_validators), *(row.validate() for row in self.rows)])
        return not self._refuse_shared_addresses() and is_right

    def people(self) -> list[Person]:
        """The colleagues that were filled in."""
        return [Person(row.name.data, row.email.data or None) for row in self.rows if not row.is_empty]

    def _refuse_shared_addresses(self) -> bool:
        """Say so beside each address that somebody further up has."""
        seen = {names.fold_email(self.email.data or "")}
        found = False
        for row in self.rows:
            if row.email.data and not row.email.errors:
                folded = names.fold_email(row.email.data)
                if folded in seen:
                    row.email.errors = [
                        _("This address stands here already. Leave it open, and the ticket comes to you.")
                    ]
                    found = True
                seen.add(folded)
        return found
