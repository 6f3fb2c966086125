"""The chain, and that `jiamenkou audit verify` finds what was done to it."""

import datetime
import re

import pytest
from django.utils import timezone

from jiamenkou.audit.actions import link_events
from jiamenkou.audit.models import Event, Link
from jiamenkou.audit.verifying import verify
from jiamenkou.cli import main
from tests import make
from tests.audit.tampering import force

pytestmark = pytest.mark.django_db


@pytest.fixture
def events() -> list[int]:
    """Five events in the chain, of which these are the numbers."""
    made = [make.event(count=one).pk for one in range(5)]
    assert link_events() == 5
    return made


def test_every_event_gets_the_next_place_once(events: list[int]) -> None:
    assert link_events() == 0
    make.event()
    assert link_events() == 1
    assert [one.number for one in Link.objects.order_by("pk")] == [1, 2, 3, 4, 5, 6]
    assert verify().wrong == 0
    assert events == list(Link.objects.order_by("number").values_list("event", flat=True)[:5])


def test_a_day_goes_on_from_the_last_one_and_never_back(events: list[int]) -> None:
    force("UPDATE audit_link SET day = day + 1")  # linked tomorrow; the clock is put back
    make.event()
    link_events()
    last = Link.objects.newest()
    assert last
    assert (last.day, last.number) == (timezone.localdate() + datetime.timedelta(days=1), 6)
    force("UPDATE audit_link SET day = day - 2")
    make.event()
    link_events()
    assert [one.number for one in Link.objects.order_by("pk")][-2:] == [6, 1]
    assert verify().wrong == 0
    assert len(events) == 5


def test_an_event_that_commits_late_comes_later(events: list[int]) -> None:
    force("DELETE FROM audit_link WHERE event_id = %s", events[4])
    force("UPDATE audit_event SET id = id + 1000 WHERE id = %s", events[4])
    late, latest = make.event(), events[4] + 1000
    link_events()
    assert list(Link.objects.order_by("number").values_list("event", flat=True)) == [
        *events[:4],
        late.pk,
        latest,
    ]


def test_what_the_clock_passes_by_a_verification_links(events: list[int]) -> None:
    old = make.event()
    force("UPDATE audit_event SET at = at - interval '3 days' WHERE id = %s", old.pk)
    assert link_events() == 0
    found = verify()
    assert (found.waiting, found.linked) == (1, len(events) + 1)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE audit_event SET facts = '{{}}' WHERE id = {1}", "number 2 .* does not fit"),
        ("UPDATE audit_event SET by_id = NULL, reading = true WHERE id = {3}", "number 4 .*digest"),
        ("UPDATE audit_event SET area_code = '11' WHERE id = {0}", "number 1 .*digest"),
        ("DELETE FROM audit_event WHERE id = {2}", "number 3 .* the event is gone"),
        ("DELETE FROM audit_link WHERE event_id = {2}", "number 3 of .* is missing"),
        ("UPDATE audit_link SET hash = repeat('0', 64) WHERE event_id = {1}", "number 2 .* follow"),
        ("UPDATE audit_link SET number = 9 WHERE event_id = {4}", "number 5 of .* is missing"),
        (
            """UPDATE audit_event e SET facts = o.facts, digest = o.digest FROM audit_event o
            WHERE (e.id, o.id) IN (({1}, {2}), ({2}, {1}))""",
            "number 2 .*digest",
        ),
        (
            """UPDATE audit_link SET hash = CASE event_id WHEN {1} THEN 'a' ELSE 'b' END
            WHERE event_id IN ({1}, {2})""",
            "number 2 .* follow",
        ),
        (
            """UPDATE audit_link SET event_id = -event_id WHERE event_id IN ({1}, {2});
            UPDATE audit_link SET event_id = {1} + {2} + event_id WHERE event_id < 0""",
            "number 2 .* follow",
        ),
    ],
)
def test_whatever_was_tampered_with_is_found_and_named(
    events: list[int], capsys: pytest.CaptureFixture[str], sql: str, words: str
) -> None:
    force(sql.format(*events))
    with pytest.raises(SystemExit) as left:
        main(["audit", "verify"])
    assert left.value.code == 1
    said = capsys.readouterr().out
    assert re.search(f"The first: .*{words}", said), said


def test_an_event_written_past_the_house_is_found_even_before_it_is_linked() -> None:
    event = make.event()
    force(
        """INSERT INTO audit_event
            (id, at, verb, thing, thing_key, area_code, reading, facts, digest)
        SELECT id + 1, at, verb, thing, 'other', area_code, reading, facts, digest
        FROM audit_event WHERE id = %s""",
        event.pk,
    )
    found = verify()
    assert (found.wrong, found.waiting) == (1, 2)
    assert f"event {event.pk + 1}" in found.first_wrong


def test_a_sound_chain_ends_well_and_says_its_heads(
    events: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    make.event()
    with pytest.raises(SystemExit) as left:
        main(["audit", "verify"])
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert f"{len(events) + 1} events in the chain, all as they were written." in said
    assert "1 events were waiting" in said
    assert Link.objects.get(number=6).hash in said


def test_only_a_head_written_down_tells_that_the_end_was_cut_off(events: list[int]) -> None:
    today = timezone.localdate()
    head = verify().heads[today].hash
    assert verify(expected={today: head}).wrong == 0
    force("DELETE FROM audit_link WHERE event_id = %s", events[4])
    force("DELETE FROM audit_event WHERE id = %s", events[4])
    assert verify().wrong == 0
    cut = verify(expected={today: head})
    assert (cut.wrong, str(today) in cut.first_wrong) == (1, True)


def test_since_a_day_leaves_the_days_before_alone(events: list[int]) -> None:
    force("UPDATE audit_link SET day = day - 1")
    make.event()
    link_events()
    force("UPDATE audit_event SET verb = 'x' WHERE id = %s", events[0])
    today = timezone.localdate()
    recent = verify(since=today)
    assert (recent.linked, recent.wrong) == (1, 0)
    assert verify().wrong == 1
    yesterday = today - datetime.timedelta(days=1)
    assert verify(since=today, expected={yesterday: "0" * 64}).wrong == 2


@pytest.mark.parametrize("words", [["--since", "yesterday"], ["--expect", "2026-11-23=abc"]])
def test_what_cannot_be_read_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "verify", *words])
    assert "write 2026-11-23" in capsys.readouterr().err


def test_an_empty_audit_is_sound() -> None:
    assert (verify().linked, verify().wrong, Event.objects.count()) == (0, 0, 0)
