import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiamenkou.engines.topics import (
    Message,
    Plan,
    Problem,
    apart,
    duplicates,
    solve,
    together,
    violations,
)
from tests.engines.topics.letters import START, again, hot_ids, letter, letters, names


def of(plan: Plan) -> set[frozenset[str]]:
    return names(*(topic.ids for topic in plan.topics))


def test_what_many_say_is_found_and_nothing_else() -> None:
    problem = Problem(messages=letters())
    plan = solve(problem)
    assert of(plan) == hot_ids()
    assert violations(problem, plan) == []


def test_a_topic_explains_itself() -> None:
    mixer = next(
        topic for topic in solve(Problem(messages=letters())).topics if "mixer0" in topic.ids
    )
    assert any("搅拌站" in phrase for phrase in mixer.phrases)
    assert set(mixer.examples) <= set(mixer.ids)
    assert (mixer.people, mixer.voices) == (5, 5)


@settings(max_examples=8, deadline=None)
@given(st.permutations(letters()))
def test_the_order_of_messages_changes_nothing(shuffled: list[Message]) -> None:
    assert solve(Problem(messages=tuple(shuffled))) == solve(Problem(messages=letters()))


def test_a_far_message_changes_no_topic() -> None:
    far = letter("far", title="驾照期满换证", text="体检表在哪家医院盖章", day=400)
    assert of(solve(Problem(messages=(*letters(), far)))) == hot_ids()


def test_one_loud_person_is_no_topic() -> None:
    loud = tuple(replace(message, user="loud") for message in letters())
    assert solve(Problem(messages=loud)).topics == ()


def test_one_message_with_thousands_behind_it_is_a_topic() -> None:
    lamp = replace(letters()[-5], supporters=3000)
    plan = solve(Problem(messages=(*letters()[:-5], lamp, *letters()[-4:])))
    assert (plan.topics[0].ids, plan.topics[0].voices) == ((lamp.id,), 3001)


def test_a_person_who_repeats_it_brings_no_more_supporters() -> None:
    first = replace(letters()[0], supporters=5)
    plan = solve(Problem(messages=(first, again(first, "more", user=first.user, supporters=7))))
    assert [topic.voices for topic in plan.topics] == [8]


def test_what_grows_now_is_hotter_than_what_was() -> None:
    old = tuple(
        letter(f"mixer{at}", title=m.title, text=m.text) for at, m in enumerate(letters()[:5])
    )
    new = tuple(replace(m, at=START + timedelta(days=100)) for m in letters()[5:9])
    plan = solve(Problem(messages=(*old, *new)))
    assert [topic.people for topic in plan.topics] == [4, 5]
    assert plan.topics[0].growth == 5.0


PAIRS = st.lists(st.tuples(*[st.integers(0, len(letters()) - 1)] * 2), max_size=4)


@settings(max_examples=15, deadline=None)
@given(PAIRS)
def test_merges_by_hand_are_kept(pairs: list[tuple[int, int]]) -> None:
    known = [message.id for message in letters()]
    ties = tuple(tie for one, other in pairs for tie in together(known[one], known[other]))
    problem = Problem(messages=letters(), ties=ties)
    assert violations(problem, solve(problem)) == []


@settings(max_examples=15, deadline=None)
@given(st.permutations([f"mixer{at}" for at in range(5)]), st.integers(1, 4))
def test_splits_by_hand_are_kept(members: list[str], cut: int) -> None:
    ties = apart(tuple(members[:cut]), tuple(members[cut:]))
    problem = Problem(messages=letters(), ties=ties)
    assert violations(problem, solve(problem)) == []


def test_the_judge_sees_a_merge_that_was_not_made() -> None:
    plan = solve(Problem(messages=letters()))
    ties = (*together("mixer0", "road0"), *apart(("lift0",), ("lift1",)))
    rules = [found.rule for found in violations(Problem(messages=letters(), ties=ties), plan)]
    assert rules == ["together", "apart"]


def test_the_same_said_again_is_one_group_with_noise() -> None:
    first = letters()[0]
    noisy = again(
        first, "noisy", title=first.title + "!!", text=first.text.replace("老人", "老 人家")
    )
    assert duplicates([*letters(), noisy]) == [("mixer0", "noisy")]


def test_the_same_words_elsewhere_or_much_later_are_not_the_same() -> None:
    first = replace(letters()[0], place="361104")
    assert duplicates([first, again(first, "elsewhere", place="361102")]) == []
    assert duplicates([first, again(first, "inside", place="361104204")]) != []
    late = again(first, "late", at=first.at + timedelta(days=40))
    assert duplicates([first, late], days=30) == []


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("alike", {"alike": 1.0}),
        ("least_people", {"least_people": 0}),
        ("half_life_days", {"half_life_days": 0.0}),
        ("window_days", {"window_days": 0}),
        ("messages[0].text", {"messages": (letter("a", title=" "),)}),
        ("messages[0].user", {"messages": (replace(letters()[0], user=" "),)}),
        ("messages[0].supporters", {"messages": (replace(letters()[0], supporters=-1),)}),
        ("messages[1].id", {"messages": (letters()[0], letters()[0])}),
        ("ties[1]", {"ties": (*together("a", "b"), *apart(("a",), ("b",)))}),
    ],
)
def test_nonsense_is_refused_by_name(field: str, changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="^" + re.escape(field)):
        solve(replace(Problem(messages=()), **changed))  # type: ignore[arg-type]


def test_nothing_said_is_no_topic() -> None:
    assert solve(Problem(messages=())).topics == ()
