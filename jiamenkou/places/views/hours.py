"""Hours as a manager keeps them: typed, seen as a month, saved; or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jiamenkou.lib.refusal import Refused
from jiamenkou.places import actions
from jiamenkou.places.calendar import the_calendar
from jiamenkou.places.forms.hours import RuleForm, Spans, rule_typed, span_rows
from jiamenkou.places.hours import rules_of
from jiamenkou.places.models import Centre, OpeningRule
from jiamenkou.places.models import Layer as LayerName
from jiamenkou.places.month_of_hours import MonthOfHours, month_of_hours
from jiamenkou.places.opening import Layer, Rule
from jiamenkou.places.sealing import seal
from jiamenkou.web.access import Allowed, may

NOT_TYPED = ("csrfmiddlewaretoken", "tried", "save")


@may("places.keep_hours")
def new_rule(request: Allowed, centre_id: int, layer: str) -> HttpResponse:
    centre = get_object_or_404(Centre.objects.within(request.reach), pk=centre_id)
    if layer not in LayerName.values:
        raise Http404
    return _edit(request, centre, layer, replaces=None)


@may("places.keep_hours")
def rule_page(request: Allowed, rule_id: int) -> HttpResponse:
    row = _row(request, rule_id)
    return _edit(request, row.centre, row.layer, replaces=row)


@may("places.keep_hours")
@require_POST
def removal(request: Allowed, rule_id: int) -> HttpResponse:
    centre = actions.drop_hours(_row(request, rule_id), by=request.user)
    messages.success(request, _("The hours were taken back."))
    return redirect("openings:centre", centre.pk)


def _row(request: Allowed, rule_id: int) -> OpeningRule:
    known = OpeningRule.objects.within(request.reach).select_related("centre")
    return get_object_or_404(known, pk=rule_id)


def _edit(
    request: Allowed, centre: Centre, layer: str, *, replaces: OpeningRule | None
) -> HttpResponse:
    """The form; what the month would be; and, once that was seen, the hours on record."""
    kept = rules_of([centre.pk]).get(centre.pk, [])
    about, rows = _forms(request, cast("Layer", layer), kept, replaces)
    shown: dict[str, Any] = {"centre": centre, "about": about, "rows": rows, "replaces": replaces}
    shown["layer"] = LayerName(layer)
    if request.method == "POST" and about.is_valid() and rows.is_valid():
        rule = rule_typed(cast("Layer", layer), about, rows)
        typed = {name: request.POST[name] for name in request.POST if name not in NOT_TYPED}
        shown |= {"digest": seal(typed), "month": _preview(kept, rule, replaces)}
        if "save" in request.POST and request.POST.get("tried") == shown["digest"]:
            try:
                actions.keep_hours(centre, rule=rule, replaces=replaces, by=request.user)
            except Refused as no:
                about.add_error(no.field if no.field in about.fields else None, no.words)
            else:
                messages.success(request, _("The hours are kept."))
                return redirect("openings:centre", centre.pk)
    wrong = bool(about.errors or (rows.is_bound and not rows.is_valid()))
    return render(request, "places/hours_form.html", shown, status=409 if wrong else 200)


def _forms(
    request: Allowed, layer: Layer, kept: Sequence[Rule], replaces: OpeningRule | None
) -> tuple[RuleForm, Spans]:
    rule = next((one for one in kept if replaces and one.key == replaces.pk), None)
    said = {"first": timezone.localdate()}
    if rule:
        said = {"name": rule.name, "first": rule.first, "last": rule.last}  # type: ignore[dict-item]
    rows = span_rows(request.POST or None, layer=layer, rule=rule)
    return RuleForm(request.POST or None, initial=said), rows


def _preview(kept: Sequence[Rule], rule: Rule, replaces: OpeningRule | None) -> MonthOfHours:
    """The first month in which it holds, from now on; of two of one layer the last one counts."""
    others = [one for one in kept if replaces is None or one.key != replaces.pk]
    within = max(rule.first, timezone.localdate())
    return month_of_hours([*others, rule], within, the_calendar())
