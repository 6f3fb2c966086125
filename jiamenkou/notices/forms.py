"""What people may choose: how they are told, what came of a call, what becomes of a message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from jiamenkou.notices.actions.calling import Outcome
from jiamenkou.notices.kinds import known_kinds
from jiamenkou.notices.models import Message, Preference


class PreferenceForm(forms.Form):
    """A language, and a tick for every kind by every channel that can be switched off."""

    language = forms.ChoiceField(label=_("Language of messages"), choices=settings.LANGUAGES)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for kind in known_kinds().values():
            for channel in kind.channels:
                if channel in Message.CARRIED:
                    label = f"{kind.label} · {channel.label}"
                    name = f"{kind.name}:{channel.value}"
                    self.fields[name] = forms.BooleanField(label=label, required=False)

    @classmethod
    def initial_of(cls, chosen: Preference) -> dict[str, Any]:
        ticks = {name: name not in chosen.muted for name in cls().fields if ":" in name}
        return {"language": chosen.language, **ticks}

    @property
    def muted(self) -> list[str]:
        return [name for name, ticked in self.cleaned_data.items() if ticked is False]


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(
        label=_("What came of the call"), choices=Outcome.choices, widget=forms.RadioSelect
    )


class DecisionForm(forms.Form):
    """What becomes of a message."""

    AGAIN, SENT, WITHDRAWN = "queued", "sent", "withdrawn"
    state = forms.ChoiceField(
        choices=[(AGAIN, _("Send again")), (SENT, _("Count as sent")), (WITHDRAWN, _("Withdraw"))]
    )
