"""What the API writes for itself: counts of requests, and answers kept for repeats."""

import datetime

from django.db.models import Model

from jiamenkou.lib.prepared import planned
from jiamenkou.lib.sealing import seal
from jiamenkou.web.models import Allowance, GivenAnswer

HOURS_KEPT = 24
COUNT = """
INSERT INTO web_allowance AS known (asker, minute, asked) VALUES (%s, %s, 1)
ON CONFLICT (asker) DO UPDATE SET minute = excluded.minute,
asked = CASE WHEN known.minute = excluded.minute THEN known.asked + 1 ELSE 1 END
RETURNING asked
"""
BODY = "web_givenanswer.sealed_body"


def count_request(asker: str, *, minute: int) -> int:
    """How often `asker` has asked in this minute, this time counted; one statement."""
    with planned() as cursor:
        cursor.execute(COUNT, [asker, minute])
        (asked,) = cursor.fetchone()
    return int(asked)


def claim_key(key: str, *, digest: str, by: Model) -> GivenAnswer | None:
    """The key is this request's now; None: another's. Waits for one that is under way with it."""
    claimed = GivenAnswer.objects.bulk_create(
        [GivenAnswer(holder_id=by.pk, key=key, request_digest=digest)], ignore_conflicts=True
    )
    mine = GivenAnswer.objects.filter(holder_id=by.pk, key=key, status=None)
    return mine.first() if claimed else None


def keep_answer(claim: GivenAnswer, *, status: int, location: str, body: str) -> None:
    """In the transaction of the change itself: both stand or neither does."""
    claim.status, claim.location = status, location
    claim.sealed_body = seal(body, purpose=BODY)
    claim.save(update_fields=["status", "location", "sealed_body"])


def forget_answers(*, now: datetime.datetime) -> int:
    """Answers older than a day, and the counts of earlier minutes; how many answers went."""
    gone, _each = GivenAnswer.objects.filter(
        given_at__lt=now - datetime.timedelta(hours=HOURS_KEPT)
    ).delete()
    Allowance.objects.filter(minute__lt=int(now.timestamp()) // 60).delete()
    return gone
