"""What can be told: every app lists its kinds of notices in its own `kinds.py`, as `KINDS`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jiamenkou.notices.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Channel = Message.Channel
LONGEST_TITLE, LONGEST_BODY = 40, 300


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of notice and its words, in the recipient's language, with `%(name)s` in them.

    `text` is what an SMS says, because anybody may read it over a shoulder: it may not use the
    words named in `private`, which tell of other people.
    """

    name: str  # app.what_happened
    label: StrOrPromise  # what it is called where people choose their channels
    title: StrOrPromise
    body: StrOrPromise
    channels: tuple[Channel, ...] = (Channel.IN_APP,)
    text: StrOrPromise = ""
    private: frozenset[str] = frozenset()
    urgent: bool = False  # goes out at night too
    page: str = ""  # URL name of the page of what it is about

    def __post_init__(self) -> None:
        if Channel.SMS in self.channels and not self.text:
            raise ValueError(f"{self.name}: a kind that goes out by SMS has a text of its own")
        for language in ("en", "zh-hans"):
            with override(language):
                told = [name for name in self.private if f"%({name})" in str(self.text)]
            if told:
                raise ValueError(f"{self.name}: an SMS may not tell {', '.join(told)}")

    def worded(self, channel: str, words: dict[str, Any]) -> str:
        """Title and body on two lines, as this channel says them, in the language of now."""
        body = self.text if channel == Channel.SMS else self.body
        return "\n".join(
            (_filled(self.title, words, LONGEST_TITLE), _filled(body, words, LONGEST_BODY))
        )


def kind_named(name: str) -> Kind:
    """Raises KeyError for a kind that no app lists."""
    return known_kinds()[name]


@cache
def known_kinds() -> dict[str, Kind]:
    """Those of every app, by name."""
    modules = (f"{app.name}.kinds" for app in apps.get_app_configs())
    found = (import_module(name) for name in modules if find_spec(name))
    return {kind.name: kind for module in found for kind in getattr(module, "KINDS", ())}


def _filled(template: StrOrPromise, words: dict[str, Any], longest: int) -> str:
    one_line = " ".join((str(template) % words).split())
    return Truncator(one_line).chars(longest)


KINDS = (
    Kind(
        name="people.role_lapses_soon",
        label=_("A role of mine is about to lapse"),
        title=_("A role you do not use will lapse"),
        body=_(
            "You have not used your role %(role)s for a long time. It lapses on %(day)s unless "
            "you use it before; to use it is to open one of its pages."
        ),
        channels=(Channel.IN_APP, Channel.MAIL),
    ),
    Kind(
        name="people.given_role_lapses_soon",
        label=_("A role I gave is about to lapse"),
        title=_("A role you gave is not used"),
        body=_("%(holder)s has not used the role %(role)s for a long time. It lapses on %(day)s."),
        channels=(Channel.IN_APP, Channel.MAIL),
    ),
    Kind(
        name="people.role_lapsed",
        label=_("A role of mine has lapsed"),
        title=_("A role of yours has lapsed"),
        body=_(
            "Your role %(role)s was not used and ended on %(day)s. Ask whoever gave it to you if "
            "you need it again."
        ),
        channels=(Channel.IN_APP, Channel.MAIL),
    ),
    Kind(
        name="people.given_role_lapsed",
        label=_("A role I gave has lapsed"),
        title=_("A role you gave has lapsed"),
        body=_("The role %(role)s of %(holder)s was not used and ended on %(day)s."),
        channels=(Channel.IN_APP, Channel.MAIL),
    ),
    Kind(
        name="notices.announcement",
        label=_("News from the centre"),
        title="%(title)s",
        body="%(news)s",
        text="%(news)s",
        channels=(Channel.IN_APP, Channel.SMS, Channel.MAIL, Channel.CALL),
    ),
)
"""Those of the parts below; an announcement says to everybody the same."""
