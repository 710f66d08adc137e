"""A field that asks for a day, wherever one is asked for."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField

#: Any other is a slip of the finger.
YEARS = range(2000, 2101)


class DayField(DateField):
    """A day of this century; what is none gets a sentence of ours."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
            if self.data and self.data.year not in YEARS:
                self.data = None
                raise ValueError("The timeline would be drawn to there.")
        except ValueError:
            raise ValueError(_("Write the day with year, month and day, as in 2018-11-22.")) from None
