import pytest

from jiamenkou.engines.topics import Labelled, crossed, macro_f1, suggest, train
from jiamenkou.engines.topics.classify import folds_of
from tests.engines.topics.letters import HOT


def examples() -> list[Labelled]:
    return [
        Labelled(title=title, text=text, label=name)
        for name, said in HOT.items()
        for title, text in said
    ]


def test_the_category_comes_with_what_decided() -> None:
    best, *others = suggest(train(examples()), title="电梯停在半空", text="锦棠苑的电梯")
    assert best.label == "lift"
    assert best.score > max(other.score for other in others)
    assert "电梯" in best.phrases


def test_scores_make_one() -> None:
    found = suggest(train(examples()), title="路", text="")
    assert sum(each.score for each in found) == pytest.approx(1)


def test_folds_hold_a_text_said_twice_together() -> None:
    twice = [each for each in examples() for _ in range(2)]
    fold = folds_of(twice, seed=3)
    assert fold[::2] == fold[1::2]
    assert set(fold) == set(range(5))


def test_a_classifier_is_judged_on_what_it_has_not_seen() -> None:
    called = crossed(examples())
    assert macro_f1([each.label for each in examples()], called) > 0.8


def test_macro_f1_counts_each_category_alike() -> None:
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx(3 / 7)


def test_one_category_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^label"):
        train(examples()[:5])
