"""A column of words that the database cannot read, and the look-up of equal ones.

A `SealedField` stores what `lib.sealing` seals, under the purpose table.column; empty words are
NULL. A findable one has the blind index of its words before them, in the same value, so that no
write can forget it: `filter(phone="13800138000")` and `Blind("phone")` in an index or a unique
constraint read those 32 bytes alone. Renaming the table or column needs every value sealed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.lookups import Exact, IsNull, Lookup

from jiamenkou.lib.sealing import blind, seal, unseal

BLIND_BYTES = 32

if TYPE_CHECKING:
    Field = models.Field[str, str]
else:
    Field = models.Field


class Blind(Func):
    """The blind index of a findable column."""

    template = f"SUBSTRING(%(expressions)s, 1, {BLIND_BYTES})"
    output_field = models.BinaryField()
    arity = 1


class SealedField(Field):
    """Words, sealed; `findable` ones can be asked for by the whole of them, in no other way."""

    empty_strings_allowed = True

    def __init__(self, *given: Any, findable: bool = False, **more: Any) -> None:
        self.findable = findable
        super().__init__(*given, **{**more, "null": True, "blank": True, "default": ""})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, given, more = super().deconstruct()
        for ours in ("null", "blank", "default"):
            more.pop(ours, None)
        return name, path, given, more | ({"findable": True} if self.findable else {})

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def purpose(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    @property
    def index_bytes(self) -> int:
        """How many bytes stand before the sealed words."""
        return BLIND_BYTES if self.findable else 0

    def get_db_prep_value(
        self,
        value: str | None,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
        prepared: bool = False,  # noqa: ARG002, FBT001, FBT002 - Django's signature
    ) -> bytes | None:
        if not value:
            return None
        index = blind(value, purpose=self.purpose) if self.findable else b""
        return index + seal(value, purpose=self.purpose)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str:
        return unseal(bytes(value)[self.index_bytes :], purpose=self.purpose) if value else ""

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Only what can be answered; anything else is Django's FieldError, not an empty answer."""
        if lookup_name == "isnull":
            return IsNull
        return BlindExact if self.findable and lookup_name == "exact" else None

    def get_transform(self, lookup_name: str) -> None:  # noqa: ARG002
        return None


class BlindExact(Exact):
    """Equal words, told by their blind index."""

    def get_prep_lookup(self) -> bytes:
        field: SealedField = self.lhs.output_field
        return blind(str(self.rhs), purpose=field.purpose)

    def get_db_prep_lookup(self, value: Any, _connection: Any) -> tuple[str, list[bytes]]:  # type: ignore[override]
        return "%s", [value]

    def process_lhs(self, *given: Any, **more: Any) -> tuple[str, Any]:
        column, params = super().process_lhs(*given, **more)
        return Blind.template % {"expressions": column}, params
