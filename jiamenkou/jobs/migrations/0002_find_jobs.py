from django.db import migrations

MAKE = """
CREATE INDEX IF NOT EXISTS job_by_state ON procrastinate_jobs (status, id DESC);
CREATE INDEX IF NOT EXISTS job_by_task ON procrastinate_jobs (task_name, status, id DESC);
"""


class Migration(migrations.Migration):
    """The page of jobs asks the queue's own table by state and by task."""

    dependencies = [
        ("jobs", "0001_begin"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.RunSQL(MAKE, "DROP INDEX IF EXISTS job_by_state, job_by_task"),
    ]
