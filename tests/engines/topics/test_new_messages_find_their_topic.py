import pytest

from jiamenkou.engines.topics import Index, Problem, apart, solve, together
from tests.engines.topics.letters import again, letter, letters


def index() -> Index:
    problem = Problem(messages=letters())
    return Index(problem, solve(problem))


def test_a_new_message_lands_in_its_topic() -> None:
    kept = index()
    placed = kept.place(
        letter("new", title="搅拌站太吵", text="青禾里小区的搅拌站凌晨还在卸料", day=20)
    )
    assert (placed.key, placed.alone) == ("mixer0", False)
    assert any("搅拌站" in phrase for phrase in placed.phrases)
    topic = kept.topic("mixer0")
    assert topic is not None
    assert topic.people == 6


def test_a_far_message_stays_alone_and_changes_no_topic() -> None:
    kept = index()
    before = kept.topic("mixer0")
    placed = kept.place(letter("far", title="驾照期满换证", text="体检表在哪家医院盖章"))
    assert (placed.key, placed.alone) == ("far", True)
    assert kept.topic("mixer0") == before


def test_what_was_placed_draws_the_next() -> None:
    kept = index()
    kept.place(letter("first", title="凤栖桥栏杆断了", text="凤栖桥东头的栏杆断了两根", day=30))
    placed = kept.place(letter("next", title="凤栖桥太危险", text="凤栖桥栏杆一直断着", day=31))
    assert placed.key == "first"


def test_the_same_said_again_is_told() -> None:
    assert index().place(again(letters()[0], "again")).duplicates == ("mixer0",)


def test_a_tie_by_hand_decides() -> None:
    kept = index()
    placed = kept.place(letter("tied", title="别的事"), ties=together("tied", "road1"))
    assert (placed.key, placed.score) == ("road0", 1.0)


def test_a_split_by_hand_is_kept() -> None:
    kept = index()
    placed = kept.place(again(letters()[0], "parted"), ties=apart(("parted",), ("mixer3",)))
    assert placed.key != "mixer0"


def test_a_message_cannot_tie_two_topics_into_one() -> None:
    with pytest.raises(ValueError, match=r"^ties: .*solve again"):
        index().place(letter("both", title="都有"), ties=together("road0", "both", "bus0"))


def test_a_message_is_placed_once() -> None:
    with pytest.raises(ValueError, match=r"^message\.id"):
        index().place(letters()[0])
