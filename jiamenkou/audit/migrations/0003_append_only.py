"""Events there were before the chain are signed as they stand; from then on nothing is taken back."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from jiamenkou.audit import chain

GUARD = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was done stays on record: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'the_audit_is_append_only',
              HINT = 'The audit only grows; record what corrects it as an event of its own.';
END
$$;
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER link_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
NO_GUARD = """
DROP TRIGGER event_stays ON audit_event;
DROP TRIGGER link_stays ON audit_link;
DROP FUNCTION audit_is_append_only();
"""


def sign(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    table = apps.get_model("audit", "Event")
    unsigned = table.objects.filter(digest="").order_by("pk")
    while events := list(unsigned[:2000]):
        for event in events:
            event.digest = chain.digest(chain.canonical(chain.values_of(event)))
        table.objects.bulk_update(events, ["digest"])


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_a_place_for_every_event")]

    operations = [
        migrations.RunPython(sign, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
