"""What somebody with the keys to the database, but not to the house, could do."""

from django.db import connection


def force(sql: str, *values: str | int) -> None:
    """Run it with every guard and foreign key of the audit switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what was sound is checked before
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
