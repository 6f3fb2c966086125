"""Turning the ring of keys: every sealed column of every model, sealed again with the newest."""

import time
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier

from jiamenkou.lib.sealed import SealedField
from jiamenkou.lib.sealing import add_key, drop_key, ring, ring_file, seal, unseal

BATCH = 500
REST_SECONDS = 600
"""A statement made with an old key is long through, or long lost, when it may be dropped."""


class TooSoon(Exception):
    """The old keys may still be needed; the words say why and what to do."""


def sealed_columns() -> list[SealedField]:
    """Every sealed column there is, as the models say."""
    fields = (field for model in apps.get_models() for field in model._meta.local_fields)
    return [field for field in fields if isinstance(field, SealedField)]


def turn_keys() -> int:
    """Seal everything with a new key; how many values were. A turn cut short is finished first."""
    if not any(next(_batches(column), None) for column in sealed_columns()):
        add_key()
    return seal_all_again()


def seal_all_again() -> int:
    """Seal with the newest key what an older one sealed; how many values were."""
    return sum(_seal_again(column) for column in sealed_columns())


def drop_old_keys() -> list[int]:
    """Forget every key but the newest, with nothing sealed by them any more; their numbers.

    Raises TooSoon while the newest is so young that a statement made with an older one could be
    under way.
    """
    seal_all_again()
    old = sorted(set(ring().keys) - {ring().newest})
    if old and time.time() - ring_file().stat().st_mtime < REST_SECONDS:
        raise TooSoon(f"The ring turned less than {REST_SECONDS // 60} minutes ago: try later.")
    with transaction.atomic():
        _hold_writers()
        seal_all_again()  # what they wrote with an old key since
        for number in old:
            drop_key(number)
    return old


def _seal_again(column: SealedField) -> int:
    return sum(_swap(column, key, old) for batch in _batches(column) for key, old in batch)


def _swap(column: SealedField, key: Any, old: bytes) -> int:
    """One value; 0 where a writer was faster."""
    head, sealed = old[: column.index_bytes], old[column.index_bytes :]
    new = head + seal(unseal(sealed, purpose=column.purpose), purpose=column.purpose)
    words = _worded("UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s", column)
    with connection.cursor() as cursor:
        cursor.execute(words, [new, key, old])
        return int(cursor.rowcount)


def _batches(column: SealedField) -> Iterator[list[tuple[Any, bytes]]]:
    """The values an older key sealed, by primary key, so that a cut can be taken up again."""
    words = _worded(
        "SELECT {key}, {column} FROM {table} WHERE {column} IS NOT NULL"
        " AND SUBSTRING({column}, %s, 4) <> %s AND (%s OR {key} > %s) ORDER BY {key} LIMIT %s",
        column,
    )
    newest = ring().newest.to_bytes(4, "big")
    batch: list[tuple[Any, bytes]] = []
    while True:
        last = batch[-1][0] if batch else None
        with connection.cursor() as cursor:
            cursor.execute(words, [column.index_bytes + 2, newest, last is None, last, BATCH])
            batch = [(key, bytes(value)) for key, value in cursor.fetchall()]
        if not batch:
            return
        yield batch


def _hold_writers() -> None:
    """Wait for those who write to a table with sealed columns, and keep others out till the end."""
    tables = sorted({column.model._meta.db_table for column in sealed_columns()})
    names = SQL(", ").join(map(Identifier, tables))
    if tables:
        with connection.cursor() as cursor:
            cursor.execute(SQL("LOCK TABLE {} IN SHARE MODE").format(names))


def _worded(words: str, column: SealedField) -> Composed:
    meta = column.model._meta
    return SQL(words).format(
        table=Identifier(meta.db_table),
        column=Identifier(str(column.column)),
        key=Identifier(str(meta.pk.column)),
    )
