"""Rules as rows: the nation's table, what an area says otherwise, and what is nonsense."""

from dataclasses import replace

import pytest

from jiamenkou.lib.refusal import Refused
from jiamenkou.rota import actions
from jiamenkou.rota.ruling import Stated, national, rules_for
from jiamenkou.rota.words import RULES
from tests import make
from tests.rota.teams import team

pytestmark = pytest.mark.django_db
STREET = "361102001000"


def stated(code: str, **facts: object) -> Stated:
    return replace(national().get(code, Stated(code=code)), **facts)  # type: ignore[arg-type]


def test_every_rule_of_the_nation_has_words_and_a_source() -> None:
    for code, rule in national().items():
        assert RULES[code]
        assert rule.source


def test_the_nearest_area_has_the_last_word() -> None:
    make.area()
    for code, number in ((make.DISTRICT, 700), (STREET, 720)):
        rest = stated("rest_minutes", number=number, source="本地约定")
        actions.keep_rules(make.area(code=code), name="本地", rules=[rest], by=None)
    assert rules_for(make.COMMUNITY)["rest_minutes"].number == 720
    assert rules_for("361102002001")["rest_minutes"].number == 700
    assert rules_for("361121001001")["rest_minutes"].number == 660


def test_said_again_an_areas_rules_are_only_what_was_said_last() -> None:
    area = make.area()
    actions.keep_rules(area, name="本地", rules=[stated("change", weight=9)], by=None)
    own = actions.keep_rules(area, name="本地", rules=[stated("away", weight=9)], by=None)
    assert [rule.code for rule in own.rules.all()] == ["away"]
    assert rules_for(area.code)["change"].weight == national()["change"].weight
    actions.drop_rules(own, by=None)
    assert rules_for(area.code)["away"].area == ""


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (["least_days_in_a_row", 7], "least_days_in_a_row"),
        (["week_minutes", 300], "day_minutes"),
        (["least_days_off", 0], "least_days_off"),
    ],
)
def test_rules_that_contradict_each_other_are_refused_in_words(
    rules: list[object], field: str
) -> None:
    code, number = rules
    wrong = stated(str(code), number=number, hard=True, weight=0)
    with pytest.raises(Refused) as no:
        actions.keep_rules(make.area(), name="本地", rules=[wrong], by=None)
    assert (no.value.rule, no.value.field) == ("rules_do_not_contradict_each_other", field)
    assert str(RULES[field]) in no.value.words


def test_a_contract_that_must_be_worked_fits_into_the_week() -> None:
    rules = [
        stated("least_minutes", number=0, hard=True, weight=0),
        stated("week_minutes", number=2000),
    ]
    with pytest.raises(Refused, match="rules_do_not_contradict_each_other"):
        actions.keep_rules(make.area(), name="本地", rules=rules, by=None)


def test_no_area_is_laxer_than_the_law_and_fairness_is_no_must() -> None:
    area = make.area()
    with pytest.raises(Refused) as no:
        actions.keep_rules(area, name="x", rules=[stated("week_minutes", number=3000)], by=None)
    assert no.value.rule == "a_rule_is_no_laxer_than_the_law"
    assert "2640" in no.value.words
    soft = stated("days_in_a_row", hard=False, weight=5)
    with pytest.raises(Refused, match="a_rule_is_no_laxer_than_the_law"):
        actions.keep_rules(area, name="x", rules=[soft], by=None)
    with pytest.raises(Refused, match="fairness_is_soft"):
        actions.keep_rules(area, name="x", rules=[stated("fair_evenings", hard=True)], by=None)
    with pytest.raises(Refused, match="a_rule_is_known"):
        actions.keep_rules(area, name="x", rules=[stated("gravity")], by=None)


def test_an_areas_own_rule_is_what_its_months_are_judged_by() -> None:
    here = team()
    here.put(0, 1, "late")
    area = here.centre.area
    soft = [stated("rest_minutes", number=720, hard=True, source="本地约定")]
    actions.keep_rules(area, name="本地", rules=soft, by=None)
    with pytest.raises(Refused) as no:
        here.hand(0, 2, here.early)
    assert "12 小时" in no.value.words
