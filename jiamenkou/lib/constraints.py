"""Turn a broken database constraint into the refusal it stands for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction
from psycopg import errors

from jiamenkou.lib.refusal import Refused


@contextmanager
def refusing(*tables: type[models.Model], savepoint: bool = True) -> Iterator[None]:
    """Run inserts or updates of `tables`; a named constraint that breaks becomes `Refused`.

    Without `savepoint` for a verb that is atomic itself and lets the refusal pass.
    """
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except (IntegrityError, errors.IntegrityError) as error:  # a COPY raises psycopg's own
        cause = error.__cause__ if isinstance(error, IntegrityError) else error
        broken = cause.diag.constraint_name if isinstance(cause, errors.IntegrityError) else None
        for constraint in (one for table in tables for one in table._meta.constraints):
            if constraint.name == broken:
                raise Refused(constraint.name, str(constraint.violation_error_message)) from error
        raise
