"""A offers, B accepts: both duties change hands at once, or nothing does."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.models import Message
from jiamenkou.rota import actions
from jiamenkou.rota.models import Duty, Swap
from tests import make
from tests.rota.teams import Team, coming_month, team

DB = pytest.mark.django_db


def month_ahead() -> Team:
    return team(month=coming_month(), needed_rest_day=1)


def holders(here: Team) -> list[tuple[int, int]]:
    """(day, whose) of all duties, by day."""
    numbers = {person.pk: number for number, person in enumerate(here.people)}
    rows = Duty.objects.order_by("day", "during").values_list("day", "person")
    return [(day.day, numbers[person]) for day, person in rows]


@DB
def test_a_duty_passes_to_whoever_takes_it_and_the_manager_is_told() -> None:
    here = month_ahead()
    manager = make.user(kind="manager", area=here.centre.area)
    duty = here.put(0, 3)
    here.published()
    swap = actions.accept_swap(make.swap(duty=duty), by=here.people[1])
    duty.refresh_from_db()
    assert (duty.person, duty.origin) == (here.people[1], Duty.Origin.SWAP)
    assert (swap.state, swap.taken_by) == (Swap.State.ACCEPTED, here.people[1])
    assert Message.objects.get(kind="rota.swapped").user == manager
    assert Message.objects.get(kind="rota.swap_answered").user == here.people[0]


@DB
def test_two_change_places_on_one_day_in_one_step() -> None:
    here = month_ahead()
    early, late = here.put(0, 3), here.put(1, 3, "late")
    here.published()
    actions.accept_swap(make.swap(duty=early, wanted=late), by=here.people[1])
    assert holders(here) == [(3, 1), (3, 0)]


@DB
def test_a_swap_that_would_break_a_hard_rule_changes_nothing() -> None:
    here = month_ahead()
    late, early = here.put(0, 3, "late"), here.put(1, 4)
    here.published()
    with pytest.raises(Refused) as no:
        actions.accept_swap(make.swap(duty=late), by=here.people[1])
    assert no.value.rule == "a_swap_breaks_no_rule"
    assert "11 小时" in no.value.words
    assert Swap.objects.get().state == Swap.State.OFFERED
    assert holders(here) == [(3, 0), (4, 1)]
    assert early.person == here.people[1]


@DB
def test_somebody_on_leave_or_on_duty_takes_nothing() -> None:
    here = month_ahead()
    duty = here.put(0, 3)
    here.put(1, 3, "late")
    here.published()
    swap = make.swap(duty=duty)
    with pytest.raises(Refused, match=r"nobody_is_in_two_places|a_person_has_one_duty_a_day"):
        actions.accept_swap(swap, by=here.people[1])
    actions.approve_leave(make.leave(person=here.people[2], first=here.day(3)), by=None)
    with pytest.raises(Refused, match="leave_is_honoured"):
        actions.accept_swap(swap, by=here.people[2])


@DB
def test_an_offer_to_one_is_answered_by_that_one() -> None:
    here = month_ahead()
    duty = here.put(0, 3)
    here.published()
    swap = make.swap(duty=duty, to=here.people[1])
    with pytest.raises(Refused, match="a_swap_is_answered_by_whom_it_is_offered_to"):
        actions.accept_swap(swap, by=here.people[2])
    assert list(Swap.objects.answerable_by(here.people[1])) == [swap]
    assert not Swap.objects.answerable_by(here.people[2]).exists()
    assert actions.decline_swap(swap, by=here.people[1]).state == Swap.State.DECLINED
    with pytest.raises(Refused, match="a_swap_is_answered_once"):
        actions.accept_swap(swap, by=here.people[1])


@DB
def test_only_published_duties_to_come_are_offered() -> None:
    here = month_ahead()
    duty = here.put(0, 3)
    with pytest.raises(Refused, match="a_swap_is_of_a_duty_to_come"):
        make.swap(duty=duty)
    past = team()
    gone = past.put(0, 3)
    past.published()
    with pytest.raises(Refused, match="a_swap_is_of_a_duty_to_come"):
        make.swap(duty=gone)


@DB
def test_an_offer_falls_when_its_duty_passes_on_otherwise() -> None:
    here = month_ahead()
    mine, theirs = here.put(0, 3), here.put(1, 4)
    here.published()
    first, second = make.swap(duty=mine), make.swap(duty=theirs, wanted=mine)
    actions.accept_swap(first, by=here.people[2])
    second.refresh_from_db()
    assert second.state == Swap.State.WITHDRAWN
    with pytest.raises(Refused, match="what_is_asked_in_return_is_theirs"):
        make.swap(duty=theirs, to=here.people[0], wanted=mine)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_duty_at_once_one_has_it() -> None:
    here = month_ahead()
    duty = here.put(0, 3)
    here.published()
    swap = make.swap(duty=duty)
    takers = [lambda by=by: actions.accept_swap(swap, by=by) for by in here.people[1:]]
    told = at_once(*takers)
    assert sorted(told) == ["", "a_swap_is_answered_once"]
    duty.refresh_from_db()
    swap.refresh_from_db()
    assert duty.person == swap.taken_by


@pytest.mark.django_db(transaction=True)
def test_a_swap_and_the_managers_hand_at_once_leave_one_whole_answer() -> None:
    here = month_ahead()
    duty = here.put(0, 3)
    here.published()
    swap = make.swap(duty=duty)
    told = at_once(
        lambda: actions.accept_swap(swap, by=here.people[1]),
        lambda: here.hand(1, 3, here.late, seen=[]),
    )
    assert told.count("") == 1
    assert Duty.objects.filter(person=here.people[1]).count() == 1


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Each on a connection of its own, begun together; the rule that said no, '' for done."""
    barrier, told = threading.Barrier(len(acts)), []

    def act(one: Callable[[], object]) -> None:
        try:
            barrier.wait()
            one()
            told.append("")
        except Refused as no:
            told.append(no.rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[one]) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
