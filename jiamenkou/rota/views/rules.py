"""The rules rosters are drawn up and judged by: those in force, and an area's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from jiamenkou.lib.refusal import Refused
from jiamenkou.places.models import Area
from jiamenkou.rota import actions
from jiamenkou.rota.forms.rules import RuleForm
from jiamenkou.rota.models import RuleSet
from jiamenkou.rota.ruling import Stated, rules_for
from jiamenkou.rota.shown.rules import rule_rows
from jiamenkou.rota.words import RULES
from jiamenkou.web.access import Allowed, may

STATED = ("code", "number", "hard", "weight", "source")


@may("rota.see")
@require_GET
def rule_list(request: Allowed) -> HttpResponse:
    area = Area.objects.widest(request.reach)
    shown: dict[str, Any] = {"area": area, "rows": [], "here": "rules"}
    if area:
        own = request.user.reach("rota.rule").holds(area.code)
        shown["rows"] = rule_rows(rules_for(area.code), doors=own)
    return render(request, "rota/rules.html", shown)


@may("rota.rule")
def rule_page(request: Allowed, code: str) -> HttpResponse:
    """One rule of one's area: its number, whether it must hold, its weight and who says so."""
    area = Area.objects.widest(request.reach)
    if area is None or code not in RULES:
        raise Http404
    known = rules_for(area.code).get(code, Stated(code=code))
    form = RuleForm(request.POST or None, initial=RuleForm.initial_of(known), stated=known)
    if request.method == "POST" and ("drop" in request.POST or form.is_valid()):
        said = None if "drop" in request.POST else Stated(code=code, **form.facts)
        try:
            _state(area, code, said, request)
        except Refused as no:
            form.add_error(no.field if no.field in form.fields else None, no.words)
        else:
            messages.success(request, _("It is recorded; rosters drawn up from now on heed it."))
            return redirect("rota:rules")
    shown = {
        "form": form, "area": area, "heading": RULES[code], "own": known.area == area.code,
        "lede": _("What %(area)s says; nearer areas may say otherwise.") % {"area": area.name},
        "above": [(reverse("rota:rules"), _("Rules"))], "back": reverse("rota:rules"),
    }  # fmt: skip
    return render(request, "rota/rule.html", shown, status=409 if form.errors else 200)


def _state(area: Area, code: str, said: Stated | None, request: Allowed) -> None:
    """The area's own rules with one stated anew, or left to the areas above."""
    own = RuleSet.objects.filter(area=area).first()
    known = own.rules.all() if own else ()
    kept = [
        Stated(**{name: getattr(one, name) for name in STATED})
        for one in known
        if one.code != code
    ]  # fmt: skip
    rules = [*kept, *([said] if said else [])]
    if rules:
        name = own.name if own else _("Rules of %(area)s") % {"area": area.name}
        actions.keep_rules(area, name=name, rules=rules, by=request.user)
    elif own:
        actions.drop_rules(own, by=request.user)
