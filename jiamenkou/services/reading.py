"""A catalogue as a file: groups and services, read and checked before a row is written.

JSON: {"groups": [{"code", "name", "name_en", "parent"?}], "items": [{"code", "name", "name_en",
"also", "group", …what a version says…, "materials": […]}]}. What a service leaves out is filled
in from DEFAULTS; an unknown word is refused, so that a slip of the pen is not lost in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from jiamenkou.lib.refusal import Refused
from jiamenkou.services.models import Channel, Material

DEFAULTS: dict[str, Any] = {
    "summary_en": "", "fee": "", "statutory_days": None, "guidance": "", "legal_basis": [],
    "steps": [], "channels": ["hall", "proxy", "appointment"], "guardian_for_minors": False,
    "example": True, "materials": [],
}  # fmt: skip
MATERIAL_DEFAULTS: dict[str, Any] = {
    "form": "original", "when": "", "may_follow": False, "valid_months": None, "note": "",
}  # fmt: skip
NEEDED = ("summary", "who", "promised_days", "minutes", "result")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One service of a file."""

    FACTS: ClassVar = (*NEEDED, *(name for name in DEFAULTS if name != "materials"))
    MATERIAL_FACTS: ClassVar = ("name", *MATERIAL_DEFAULTS)

    code: str
    name: str
    name_en: str
    also: list[str]
    category: str
    said: dict[str, Any]


def read_catalogue(file: Path) -> tuple[dict[str, dict[str, Any]], list[Entry]]:
    """Groups by code, and services in order; raises Refused naming what is wrong, and where."""
    try:
        written = json.loads(file.read_text())
        groups = {one["code"]: _group(one) for one in written["groups"]}
        items = written["items"]
    except (ValueError, KeyError, TypeError) as fault:
        words = _("%(file)s is no catalogue: it needs “groups” and “items” as JSON (%(fault)s).")
        facts = {"file": file.name, "fault": fault}
        raise Refused("a_catalogue_can_be_read", words % facts, field="file") from fault
    entries = [_entry(one, groups) for one in items]
    codes = [one.code for one in entries]
    for code in codes:
        if codes.count(code) > 1:
            raise _unreadable(code, _("it stands there twice"))
    return groups, entries


def _group(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": one["name"], "name_en": one["name_en"], "parent_id": one.get("parent")}


def _entry(one: Mapping[str, Any], groups: Mapping[str, Any]) -> Entry:
    code = str(one.get("code", "?"))
    own = {"code", "name", "name_en", "also", "group"}
    unknown = sorted(set(one) - own - set(DEFAULTS) - set(NEEDED))
    if unknown:
        raise _unreadable(code, _("it says unknown things: %(names)s") % {"names": unknown})
    lacking = [name for name in ("code", "name", "name_en", "group", *NEEDED) if name not in one]
    if lacking:
        raise _unreadable(code, _("it does not say: %(names)s") % {"names": lacking})
    if one["group"] not in groups:
        raise _unreadable(code, _("there is no group %(group)s") % {"group": one["group"]})
    _refuse_unknown_channels(code, one.get("channels", []))
    said = DEFAULTS | {name: value for name, value in one.items() if name not in own}
    said["materials"] = [_material(code, paper) for paper in said["materials"]]
    return Entry(
        code=code, name=one["name"], name_en=one["name_en"], also=list(one.get("also", [])),
        category=one["group"], said=said,
    )  # fmt: skip


def _material(code: str, paper: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(paper) - set(Entry.MATERIAL_FACTS))
    if unknown or "name" not in paper:
        raise _unreadable(code, _("a material has a name, and nothing unknown such as %(names)s")
                          % {"names": unknown})  # fmt: skip
    said = MATERIAL_DEFAULTS | dict(paper)
    if said["form"] not in Material.Form.values:
        forms = ", ".join(Material.Form.values)
        raise _unreadable(code, _("the form of a material is one of: %(forms)s") % {"forms": forms})
    return {name: said[name] for name in Entry.MATERIAL_FACTS}


def _refuse_unknown_channels(code: str, channels: list[str]) -> None:
    if not set(channels) <= set(Channel.values):
        ways = ", ".join(Channel.values)
        raise _unreadable(code, _("the ways are of: %(ways)s") % {"ways": ways})


def _unreadable(code: str, what: str) -> Refused:
    words = _("Service %(code)s: %(what)s.") % {"code": code, "what": what}
    return Refused("a_catalogue_can_be_read", words, field="file")
