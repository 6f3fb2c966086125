"""What the nightly job took away because its time was over."""

from django.db import models


class RetentionRun(models.Model):
    """One run: how many rows each rule of retention.csv touched."""

    at = models.DateTimeField(db_index=True)
    touched = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {sum(self.touched.values())}"
