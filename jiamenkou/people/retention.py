"""How long each personal field is kept: the table retention.csv, read.

Every field of `people`, or of a row about a `person`, that could say something of somebody, and
every sealed one anywhere, has a line; a test fails for one that has none. `then` is what happens
`days` after the day `after` (a lookup path): person (everything about them is erased), erase (the
row goes), keep, or none where the field is not personal. `why` is a word of WHY.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiamenkou.lib.sealed import SealedField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FILE = Path(__file__).parent / "retention.csv"
SPEAKING = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.FileField,
    models.JSONField,
    DateRangeField,
    SealedField,
)
THEN: dict[str, StrOrPromise] = {
    "person": _("everything about the person is erased"),
    "erase": _("the row is deleted"),
    "keep": _("kept"),
    "none": _("not personal"),
}
AFTER: dict[str, StrOrPromise] = {
    "left_on": _("they moved away or died"),
    "during__endswith": _("it ended"),
    "withdrawn_on": _("consent was withdrawn"),
    "written_on": _("it was written"),
    "asked_at__date": _("it was sent"),
    "day": _("the day it is about"),
}
WHY: dict[str, StrOrPromise] = {
    "service": _("Services to those who live here need it."),
    "proof": _("It proves that a service or consent was rightly given."),
    "trail": _("The audit trail must be able to name who acted."),
    "with_last_member": _("It goes with the last member of the household."),
    "with_account": _("It goes with the account."),
    "with_person": _("It goes when the person is erased."),
    "no_person": _("It says nothing about a person once they are erased."),
    "owed": _("What is owed for work can be claimed."),
    "wishes": _("The month it was said for is over."),
    "counts": _("It holds counts and days of the system only."),
}


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One line of the table."""

    field: str
    then: str
    days: int | None
    after: str
    why: str

    @property
    def rule(self) -> str:
        """Lines of one model that run out together are enforced together."""
        return f"{self.field.rpartition('.')[0]}.{self.then}"

    @property
    def model(self) -> type[models.Model]:
        app, model, _field = self.field.split(".")
        return apps.get_model(app, model)

    @property
    def words(self) -> StrOrPromise:
        return THEN[self.then]

    @property
    def after_words(self) -> StrOrPromise:
        return AFTER.get(self.after, "")

    @property
    def why_words(self) -> StrOrPromise:
        return WHY[self.why]

    def over(self, *, on: datetime.date) -> models.QuerySet[Any]:
        """The rows whose time is over on that day."""
        last = on - datetime.timedelta(days=self.days or 0)
        return self.model._default_manager.filter(**{f"{self.after}__lte": last})


@cache
def policies() -> tuple[Policy, ...]:
    with FILE.open() as lines:
        return tuple(
            Policy(
                field=line["field"],
                then=line["then"],
                days=int(line["days"]) if line["days"] else None,
                after=line["after"],
                why=line["why"],
            )
            for line in csv.DictReader(lines)
        )


def speaking_fields() -> Iterator[str]:
    """Every field that must have a line: of people, of rows about a `person`, and sealed ones."""
    for model in apps.get_models():
        fields = {field.name for field in model._meta.local_fields}
        ours = model._meta.app_label == "people" or "person" in fields
        for field in model._meta.local_fields:
            if isinstance(field, SealedField) or (ours and isinstance(field, SPEAKING)):
                yield f"{model._meta.label_lower}.{field.name}"
