"""A month is made by a real worker; a feed and a person's own copy tell of their duties."""

import pytest

from jiamenkou.rota import actions
from jiamenkou.rota.about import part
from jiamenkou.rota.models import Duty, Feed, Generation, Wish
from tests import make
from tests.rota.teams import team
from tests.siting.test_worker import start_worker, wait_for


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_the_month_that_was_asked_for() -> None:
    here = team()
    run = actions.generate(here.roster, seconds=4, by=None)
    worker = start_worker()
    wait_for(lambda: not Generation.objects.get(pk=run.pk).under_way)
    worker.terminate()
    assert worker.wait(30) == 0
    run.refresh_from_db()
    assert run.answered
    assert run.objective is not None
    assert Duty.objects.exists()


@pytest.mark.django_db
def test_a_feed_is_read_by_its_secret_until_it_is_closed() -> None:
    person = make.user()
    first, secret = actions.open_feed(person, by=person)
    assert actions.feed_of(secret) == first
    second, other = actions.open_feed(person, by=person)
    assert actions.feed_of(secret) is None
    actions.close_feed(second, by=person)
    assert actions.feed_of(other) is None


@pytest.mark.django_db
def test_who_works_here_has_a_copy_of_their_duties_and_their_wishes_are_forgotten() -> None:
    here = team()
    person = here.people[0]
    here.put(0, 1)
    make.wish(person=person, day=here.day(2))
    actions.open_feed(person, by=person)
    resident = make.resident()
    resident.account = person
    resident.save()
    told = part.tell(resident)
    assert [len(told[name]) for name in ("postings", "duties", "wishes")] == [1, 1, 1]
    assert part.forget(resident) == 2
    assert not Wish.objects.exists()
    assert not Feed.objects.standing().exists()
    assert part.tell(make.resident()) == {}
