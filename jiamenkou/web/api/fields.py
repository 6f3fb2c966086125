"""What requests are made of: strict kinds of text, number, day and time."""

import datetime
import re
from typing import Annotated, Any

from django.db import models
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

LARGEST_INT4 = 2**31 - 1
LARGEST_INT8 = 2**63 - 1
WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Said(Schema):
    """A request body: nothing but its fields, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Shown(Schema):
    """A part of an answer."""


class OneOf:
    """`Annotated[str, OneOf(Centre.Level)]`: the value of one of the choices, no other."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        self.choices = choices

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return core_schema.literal_schema([one for one in self.choices.values if one])


def named(most: int) -> Any:
    """Text that says something, at most so many characters, no NUL (the database keeps none)."""
    pattern = r"^[^\u0000]*[^\s\u0000][^\u0000]*$"
    return Field(min_length=1, max_length=most, pattern=pattern)


def noted(most: int) -> Any:
    """Text that may be empty."""
    return Field(max_length=most, pattern=r"^[^\u0000]*$")


def unsaid() -> Any:
    """The default of a field of a PATCH: what is not mentioned stays, and nothing is shown."""
    return Field(default_factory=lambda: None)


def _day(written: object) -> datetime.date:
    if isinstance(written, str) and WRITTEN_DAY.fullmatch(written):
        try:
            return datetime.date.fromisoformat(written)
        except ValueError:
            pass
    raise PydanticCustomError("day", "a day as 2026-06-01")


def _moment(written: object) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(str(written))
    except ValueError:
        moment = datetime.datetime.min  # noqa: DTZ901 - refused below for lack of an offset
    if not isinstance(written, str) or moment.utcoffset() is None:
        raise PydanticCustomError("moment", "a time with its offset")
    return moment


Key = Annotated[int, Field(ge=1, le=LARGEST_INT8, description="The number of a thing.")]
Count = Annotated[int, Field(ge=1, le=LARGEST_INT4)]
Day = Annotated[datetime.date, BeforeValidator(_day)]
Moment = Annotated[datetime.datetime, BeforeValidator(_moment)]
AreaCode = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{12}([0-9]{3})?$",
        description="The code of an area: 12 digits, 15 for a grid.",
        examples=["361102001001"],
    ),
]
