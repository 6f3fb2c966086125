"""Two versions of the pages run side by side while one follows the other; see docs/operate.md."""

import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

BEFORE = {"audit": 1, "people": 3, "places": 1, "siting": 1}
"""The last migrations from before the rule."""
TAKING = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
)
LATER = [
    migration
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items())
    if migration.__module__.startswith("jiamenkou.") and int(name[:4]) > BEFORE.get(app, 0)
]


@pytest.mark.parametrize("migration", LATER, ids=str)
def test_a_migration_that_takes_away_says_since_when_nothing_reads_it(
    migration: migrations.Migration,
) -> None:
    taking = [step for step in migration.operations if isinstance(step, TAKING)]
    assert not taking or getattr(migration, "unread_since", "")
