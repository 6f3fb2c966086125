"""The components of the shell and its ways of wording numbers, for templates."""

from __future__ import annotations

import json
from datetime import date

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jiamenkou.web import formats
from jiamenkou.web.charts import Chart
from jiamenkou.web.maps import Map

register = template.Library()

for wording in (
    formats.people,
    formats.metres,
    formats.money,
    formats.m2,
    formats.percent,
    formats.when,
    formats.ago,
):
    register.filter(wording.__name__, wording)


@register.simple_block_tag(takes_context=True)
def allowed(context: Context, content: SafeString, action: str, code: str = "") -> SafeString:
    """What is between the tags, for those who may do `action` (in the area of `code`, if given)."""
    user = context["request"].user
    if not user.is_authenticated:
        return SafeString("")
    may = user.reach(action).holds(code) if code else user.may(action)
    return content if may else SafeString("")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite; `label` only where no word stands beside it."""
    href = f"{static('vendor/tabler-icons/icons.svg')}#{name}"
    if not label:
        return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
    )


@register.simple_tag
def tag(tone: str, word: str) -> SafeString:
    """A state in a word: tone ok, due, late, info or plain."""
    return format_html('<span class="tag {}">{}</span>', tone, word)


@register.simple_tag
def bar(share: float, label: str, tone: str = "ok") -> SafeString:
    """How far along, between 0 and 1; empties or fills, in the tone ok, due or late."""
    return format_html(
        '<progress class="bar {}" max="1" value="{}" aria-label="{}"></progress>',
        tone,
        f"{min(max(share, 0), 1):.3f}",
        label,
    )


@register.inclusion_tag("web/figure.html")
def figure(  # noqa: PLR0913 - a number is shown with all that explains it
    label: str,
    number: str,
    *,
    unit: str = "",
    tone: str = "",
    note: str = "",
    how: str = "",
    as_of: date | None = None,
    href: str = "",
    rows: str = "",
) -> dict[str, object]:
    """A number: how it was made, as of when, and the way (`href`, worded `rows`) to its rows."""
    return {**locals()}


@register.inclusion_tag("web/empty.html")
def empty(words: str, *, icon: str = "home", href: str = "", action: str = "") -> dict[str, object]:
    """What belongs here, and the first step: where it leads and what it is called."""
    return {"words": words, "icon": icon, "href": href, "action": action}


@register.inclusion_tag("web/notice.html")
def notice(words: str, tone: str = "") -> dict[str, object]:
    """A remark in the page's flow: tone success, warning, error or none."""
    return {"words": words, "tone": tone}


@register.inclusion_tag("web/progress.html")
def progress(label: str, share: float | None = None, detail: str = "") -> dict[str, object]:
    """Long work: what it is doing, how far (0 to 1, None while unknown), how good so far."""
    return {"label": label, "share": share, "detail": detail}


@register.inclusion_tag("web/form.html", takes_context=True)
def form(
    context: Context, form: BaseForm, *, submit: str = "", action: str = "", back: str = ""
) -> dict[str, object]:
    """A whole form; `submit` words its button, `action` is where it goes (default: this page)."""
    token = context.get("csrf_token")
    return {"form": form, "submit": submit, "action": action, "back": back, "csrf_token": token}


@register.inclusion_tag("web/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form field with its label, its help and its error, tied together for screen readers."""
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, str | bool] = (
        {"aria-describedby": " ".join(described)} if described else {}
    )
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {"field": bound, "widget": bound.as_widget(attrs=attributes)}


@register.inclusion_tag("web/map.html", name="map")
def place_map(shown: Map) -> dict[str, object]:
    """A map, its legend and its list."""
    return {"map": shown, "words": json.dumps(map_words(), ensure_ascii=False)}


def map_words() -> dict[str, str]:
    """What the map's own buttons say."""
    return {
        "CooperativeGesturesHandler.MobileHelpText": _("Two fingers move the map"),
        "Map.Title": _("Map"),
        "Marker.Title": _("Place"),
        "NavigationControl.ZoomIn": _("Nearer"),
        "NavigationControl.ZoomOut": _("Farther"),
        "Popup.Close": _("Close"),
        "ScaleControl.Kilometers": _("km"),
        "ScaleControl.Meters": _("m"),
    }


@register.inclusion_tag("web/chart.html", name="chart")
def fact_chart(shown: Chart) -> dict[str, object]:
    """A chart and its table."""
    return {"chart": shown}
