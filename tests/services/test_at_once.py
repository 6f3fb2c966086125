"""Several people, or one impatient one, at the same case at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.services import actions
from jiamenkou.services.models import Case, Rating, State
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 6


def at_once(attempts: list[Callable[[], Any]]) -> list[Any]:
    """Each on a connection of its own; a refusal stands for itself."""

    def tried(attempt: Callable[[], Any]) -> Any:
        try:
            return attempt()
        except Refused as no:
            return no.rule
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(tried, attempts))


def test_one_key_opens_one_case_however_many_clicks_arrive_together() -> None:
    clerk, centre, item = make.user(kind="clerk"), make.centre(), make.item()
    make.offer(item=item, centre=centre)

    def click() -> Case:
        return actions.open_case(item, centre=centre, resident=None, by=clerk, key="k")

    assert len({one.pk for one in at_once([click] * CLERKS)}) == 1
    assert Case.objects.count() == 1


def test_of_clerks_who_take_a_case_on_together_one_is_first_and_stays_so() -> None:
    case = make.case()
    item, centre = case.version.item, case.centre
    draft = actions.open_case(item, centre=centre, resident=None, draft=True, by=None)
    clerks = [make.user(kind="clerk") for _one in range(CLERKS)]

    def asked(clerk: User) -> Callable[[], Case]:
        return lambda: actions.submit_case(draft, by=clerk)

    answers = at_once([asked(clerk) for clerk in clerks])
    draft.refresh_from_db()
    assert answers.count("a_case_skips_no_step") == CLERKS - 1
    assert draft.state == State.SUBMITTED
    assert draft.first_clerk == draft.clerk == draft.steps.get(after="submitted").by


def test_a_case_is_rated_once_however_many_ratings_arrive_together() -> None:
    case = make.delivered(make.case())
    answers = at_once([lambda: make.rating(case=case, level=1)] * CLERKS)
    assert answers.count("a_case_is_rated_once") == CLERKS - 1
    assert Rating.objects.count() == 1
