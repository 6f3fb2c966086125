"""Jobs: tried again after a fault, shown in words, run again, cancelled, cleared away."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.jobs import Job
from pytest_django import DjangoAssertNumQueries, Settings

from jiamenkou.audit.models import Event
from jiamenkou.jobs import actions
from jiamenkou.jobs.clock import clock
from jiamenkou.jobs.models import Fault
from jiamenkou.jobs.shown import argument_words
from jiamenkou.lib.jobs import TRY_AGAIN, WAITS_SECONDS
from jiamenkou.lib.refusal import Refused
from jiamenkou.notices.actions import deliver
from jiamenkou.schedule import deliver_notices, lapse_roles, take_up_again
from tests import make

pytestmark = pytest.mark.django_db
LIST = reverse("jobs:list")


@pytest.fixture
def operator(client: Client, settings: Settings) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(make.user(kind="operator"))
    return client


def job(status: str = "todo", *, task: Any = deliver, **args: Any) -> ProcrastinateJob:
    """A job in this state, with the events that led there."""
    pk = app.configure_task(task.name).defer(**(args or {"message_ids": [1]}))
    with connection.cursor() as cursor:
        if status != "todo":
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [pk])
        if status not in {"todo", "doing"}:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [pk, status])
    made: ProcrastinateJob = ProcrastinateJob.objects.get(pk=pk)
    return made


def age(one: ProcrastinateJob, days: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = at - %s * interval '1 day' WHERE job_id = %s",
            [days, one.pk],
        )


def tried(times: int) -> Job:
    return Job(
        id=1, queue="", lock=None, queueing_lock=None, task_name="", attempts=times, priority=0
    )


def test_a_fault_is_tried_again_later_and_later_and_then_no_more() -> None:
    for times, seconds in enumerate(WAITS_SECONDS):
        decision = TRY_AGAIN.get_retry_decision(exception=OSError(), job=tried(times))
        assert decision
        assert decision.retry_at
        waits = (decision.retry_at - timezone.now()).total_seconds()
        assert seconds - 5 < waits <= seconds
    last = tried(len(WAITS_SECONDS))
    assert TRY_AGAIN.get_retry_decision(exception=OSError(), job=last) is None


def test_what_a_rule_refuses_is_not_tried_again() -> None:
    assert TRY_AGAIN.get_retry_decision(exception=Refused("no", ""), job=tried(0)) is None


def test_a_failed_job_tells_its_fault_and_where_but_no_values(operator: Client) -> None:
    failed = job("failed", message_ids=[7])
    Fault.objects.create(job_id=failed.pk, words="OSError: the line is down", trace="line 7")
    shown = operator.get(LIST, {"state": "failed"}).content.decode()
    assert "OSError: the line is down" in shown
    shown = operator.get(reverse("jobs:job", args=[failed.pk])).content.decode()
    assert "line 7" in shown
    assert "[7]" in shown


def test_arguments_that_could_be_somebodys_are_left_out() -> None:
    given = {"area": make.DISTRICT, "phone": make.PHONE, "name": "张三", "ids": [1, 2]}
    assert argument_words(given) == f"area {make.DISTRICT} · phone … · name … · ids [1, 2]"


def test_a_job_that_ended_runs_again_as_a_new_one(operator: Client) -> None:
    failed = job("failed", message_ids=[7])
    answer = operator.post(reverse("jobs:repetition", args=[failed.pk]))
    new = ProcrastinateJob.objects.latest("pk")
    assert answer["Location"] == reverse("jobs:job", args=[new.pk])
    assert (new.status, new.args, new.task_name) == ("todo", {"message_ids": [7]}, deliver.name)
    assert Event.objects.get(verb="jobs.run_again").facts["of"] == failed.pk


def test_a_job_that_waits_is_cancelled(operator: Client) -> None:
    waiting = job()
    operator.post(reverse("jobs:cancellation", args=[waiting.pk]))
    assert ProcrastinateJob.objects.get(pk=waiting.pk).status == "cancelled"
    assert Event.objects.filter(verb="jobs.cancel").count() == 1


def test_a_running_job_is_neither_cancelled_nor_run_again(operator: Client) -> None:
    running = job("doing")
    for name in ("cancellation", "repetition"):
        assert operator.post(reverse(f"jobs:{name}", args=[running.pk])).status_code == 409
    assert ProcrastinateJob.objects.get().status == "doing"


def test_a_job_of_a_version_that_is_gone_is_refused_in_words() -> None:
    old = job("failed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET task_name = 'gone.task'")
    old.refresh_from_db()
    with pytest.raises(Refused) as no:
        actions.run_again(old, by=None)
    assert no.value.rule == "a_job_is_still_known"


def test_the_figures_open_their_rows(operator: Client) -> None:
    kept = [job("failed").pk, job("doing").pk, job("todo").pk]
    answer = operator.get(LIST)
    numbers = {status: number for status, _state, number in answer.context["figures"]}
    assert (numbers["failed"], numbers["doing"], numbers["todo"]) == (1, 1, 1)
    for pk, status in zip(kept, ("failed", "doing", "todo"), strict=True):
        rows = operator.get(LIST, {"state": status}).context["table"].page.rows
        assert [row.pk for row in rows] == [pk]


def test_the_page_costs_the_same_however_many_jobs(
    operator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        job("succeeded")
    with django_assert_max_num_queries(11):
        operator.get(LIST)


@pytest.mark.parametrize("kind", ["planner", "manager", "auditor"])
def test_jobs_do_not_exist_for_others(client: Client, kind: str) -> None:
    client.force_login(make.user(kind=kind))
    one = job()
    assert client.get(LIST).status_code == 404
    assert client.get(reverse("jobs:job", args=[one.pk])).status_code == 404
    assert client.post(reverse("jobs:cancellation", args=[one.pk])).status_code == 404


def test_the_rail_leads_operators_there_and_nobody_else(operator: Client) -> None:
    assert LIST in operator.get(reverse("today")).content.decode()
    planner = Client()
    planner.force_login(make.user())
    assert LIST not in planner.get(reverse("today")).content.decode()


def test_the_clock_says_when_each_task_last_ended_well_and_what_is_overdue() -> None:
    on_time, late = job("succeeded", task=take_up_again, timestamp=0), None
    late = job("succeeded", task=deliver_notices, timestamp=0)
    age(late, 0.1)
    nightly = job("succeeded", task=lapse_roles, timestamp=0)
    age(nightly, 1.2)
    found = {one.task: one for one in clock(timezone.now())}
    assert [found[one.task_name].overdue for one in (on_time, late, nightly)] == [False, True, True]
    assert found[late.task_name].job_id == late.pk
    never = found["jiamenkou.schedule.clear_old_jobs"]
    assert (never.ended_at, never.overdue) == (None, False)


def test_jobs_that_ended_long_ago_are_cleared_away_with_their_faults() -> None:
    old, young, waiting = job("failed"), job("failed"), job()
    for one in (old, waiting):
        age(one, 31)
    fault = Fault.objects.create(job_id=old.pk, words="x", trace="")
    long_ago = timezone.now() - datetime.timedelta(days=31)
    Fault.objects.filter(pk=fault.pk).update(at=long_ago)
    assert actions.clear_old() == 1
    assert set(ProcrastinateJob.objects.all()) == {young, waiting}
    assert not Fault.objects.exists()
    assert not ProcrastinateEvent.objects.filter(job_id=old.pk).exists()
