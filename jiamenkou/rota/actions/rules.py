"""What an area says of its rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiamenkou.audit.actions import record
from jiamenkou.audit.facts import typed
from jiamenkou.lib.constraints import refusing
from jiamenkou.lib.refusal import Refused
from jiamenkou.people.models import User
from jiamenkou.places.models import Area
from jiamenkou.rota.models import Rule, RuleSet
from jiamenkou.rota.models.posting import FULL_WEEK
from jiamenkou.rota.ruling import NEVER_HARD, Stated, national, rules_with
from jiamenkou.rota.staff import rules_of
from jiamenkou.rota.words import RULES

PAIRS = (
    ("least_days_in_a_row", "days_in_a_row"),
    ("day_minutes", "week_minutes"),
)
"""What the first asks for at least, or allows in one, the second must allow."""


@transaction.atomic
def keep_rules(area: Area, *, name: str, rules: Sequence[Stated], by: User | None) -> RuleSet:
    """The area's own rules become exactly these; what they leave out the areas above say."""
    for rule in rules:
        _refuse_strange(rule)
    _refuse_contradictions(rules_with(rules, area.code))
    rule_set, _new = RuleSet.objects.update_or_create(
        area=area, defaults={"name": name, "changed_at": timezone.now()}
    )
    rule_set.rules.all().delete()
    with refusing(Rule):
        Rule.objects.bulk_create(_row(rule_set, rule) for rule in rules)
    record("rota.keep_rules", rule_set, by=by, area=area.code, name=typed(name),
           rules=sorted(rule.code for rule in rules))  # fmt: skip
    return rule_set


@transaction.atomic
def drop_rules(rule_set: RuleSet, *, by: User | None) -> None:
    """The area has no rules of its own any more."""
    record("rota.drop_rules", rule_set, by=by, area=rule_set.area_id)
    rule_set.delete()


def _row(rule_set: RuleSet, rule: Stated) -> Rule:
    return Rule(
        rule_set=rule_set, code=rule.code, number=rule.number, hard=rule.hard,
        weight=rule.weight, source=rule.source,
    )  # fmt: skip


def _refuse_strange(rule: Stated) -> None:
    if rule.code not in RULES:
        words = _("“%(code)s” is none of the rules there are.") % {"code": rule.code}
        raise Refused("a_rule_is_known", words, field="code")
    if rule.hard and rule.code in NEVER_HARD:
        words = _("“%(rule)s” is levelled as well as may be; it cannot be a must.")
        raise Refused("fairness_is_soft", words % {"rule": RULES[rule.code]}, field=rule.code)
    _refuse_lax(rule)


def _refuse_lax(rule: Stated) -> None:
    """An area may be stricter than the law, never laxer."""
    law = national().get(rule.code)
    if law is None or not law.law:
        return
    if not rule.hard or rule.number is None or rule.number > (law.number or 0):
        words = _("“%(rule)s”: the law allows %(number)d at most. %(source)s")
        facts = {"rule": RULES[rule.code], "number": law.number, "source": law.source}
        raise Refused("a_rule_is_no_laxer_than_the_law", words % facts, field=rule.code)


def _refuse_contradictions(stated: Mapping[str, Stated]) -> None:
    for less, more in PAIRS:
        low, high = stated.get(less), stated.get(more)
        if low and high and low.hard and high.hard and (low.number or 0) > (high.number or 0):
            words = _("“%(low)s” (%(least)d) contradicts “%(high)s” (%(most)d).")
            facts = {"low": RULES[less], "least": low.number or 0}
            facts |= {"high": RULES[more], "most": high.number or 0}
            raise Refused("rules_do_not_contradict_each_other", words % facts, field=less)
    _refuse_unreachable_contract(stated)
    try:
        rules_of(stated, contract_minutes=4 * FULL_WEEK, in_month=4 * FULL_WEEK)
    except ValueError as wrong:
        code = str(wrong).partition(":")[0]
        words = _("“%(rule)s” cannot be: %(why)s.")
        facts = {"rule": RULES.get(code, code), "why": str(wrong)}
        raise Refused("rules_do_not_contradict_each_other", words % facts, field=code) from wrong


def _refuse_unreachable_contract(stated: Mapping[str, Stated]) -> None:
    """A full week that must be worked fits into the week that is allowed."""
    least, week = stated.get("least_minutes"), stated.get("week_minutes")
    if not (least and week and least.hard and week.hard):
        return
    missing = FULL_WEEK - (week.number or 0)
    if 4 * missing > (least.number or 0):
        words = _("“%(high)s” (%(most)d) leaves no room for a contract of %(week)d minutes.")
        facts = {"high": RULES["week_minutes"], "most": week.number or 0, "week": FULL_WEEK}
        raise Refused("rules_do_not_contradict_each_other", words % facts, field="week_minutes")
