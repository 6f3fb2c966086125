"""What went wrong in a job: the queue itself keeps only that something did."""

from django.db import models


class Fault(models.Model):
    """One try of one job that failed; no values, because they may be somebody's."""

    job_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    words = models.CharField(max_length=300)
    trace = models.TextField()

    def __str__(self) -> str:
        return self.words
