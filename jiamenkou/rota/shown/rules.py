"""Rules as rows of their page."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from jiamenkou.places.models import Area
from jiamenkou.rota.ruling import Stated
from jiamenkou.rota.words import RULES


def rule_rows(rules: Mapping[str, Stated], *, doors: bool) -> list[dict[str, object]]:
    """In the order people know them; `doors`: each leads to where it is changed."""
    codes = {rule.area for rule in rules.values() if rule.area}
    areas = dict(Area.objects.filter(pk__in=codes).values_list("code", "name"))
    return [
        {
            "name": label,
            "number": "—" if rules[code].number is None else rules[code].number,
            "tone": "late" if rules[code].hard else "due",
            "force": _("must") if rules[code].hard else _("should"),
            "weight": rules[code].weight or "—",
            "source": rules[code].source,
            "by": areas.get(rules[code].area, _("the nation")),
            "href": reverse("rota:rule", args=[code]) if doors else "",
        }
        for code, label in RULES.items()
        if code in rules
    ]
