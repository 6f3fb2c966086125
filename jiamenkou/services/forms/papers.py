"""What is ticked and typed about papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from jiamenkou.services.actions import Tick
from jiamenkou.services.actions.files import MEBIBYTE, MOST_BYTES
from jiamenkou.services.contents import ENDINGS
from jiamenkou.services.forms.cases import KeyForm
from jiamenkou.services.models import CaseMaterial
from jiamenkou.web.fields import Day, Upload

State = CaseMaterial.State


class TicksForm(KeyForm):
    """Every paper of a case in one form: whether it is there, and from when one that runs out."""

    def __init__(self, *given: Any, papers: Sequence[CaseMaterial], **more: Any) -> None:
        super().__init__(*given, **more)
        self.papers = papers
        for paper in papers:
            self.fields[f"state-{paper.pk}"] = forms.ChoiceField(
                label=paper.name, choices=_states(paper), initial=paper.state
            )
            if paper.material and paper.material.valid_months:
                self.fields[f"issued-{paper.pk}"] = Day(
                    label=gettext_lazy("issued on"), initial=paper.issued_on, required=False
                )

    @property
    def ticks(self) -> list[Tick]:
        """Those that say something new."""
        said = [
            Tick(
                paper=one.pk,
                state=self.cleaned_data[f"state-{one.pk}"],
                issued_on=self.cleaned_data.get(f"issued-{one.pk}"),
            )
            for one in self.papers
        ]
        before = {one.pk: (one.state, one.issued_on) for one in self.papers}
        return [one for one in said if (one.state, one.issued_on) != before[one.paper]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each paper with its fields, for the table."""
        return [
            {
                "paper": one,
                "state": self[f"state-{one.pk}"],
                "issued": self[f"issued-{one.pk}"] if f"issued-{one.pk}" in self.fields else None,
            }
            for one in self.papers
        ]


class PaperForm(forms.Form):
    """One more paper, in this case alone."""

    name = forms.CharField(label=gettext_lazy("One more paper"), max_length=80)


class FileForm(forms.Form):
    """A scan of a paper."""

    file = Upload(
        label=gettext_lazy("Scan or photo"),
        endings=tuple(f".{one}" for one in ENDINGS),
        most_mib=MOST_BYTES // MEBIBYTE,
        help_text=gettext_lazy("PDF, JPG, PNG or WebP, up to 20 MB."),
    )
    paper = forms.ModelChoiceField(
        label=gettext_lazy("Of which paper"),
        queryset=CaseMaterial.objects.none(),
        required=False,
    )

    def __init__(self, *given: Any, papers: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        asked: Any = self.fields["paper"]
        asked.queryset = papers


def _states(paper: CaseMaterial) -> list[tuple[str, Any]]:
    """What the version asks of everybody cannot be left out."""
    needed = paper.material is not None and not paper.material.when
    return [one for one in State.choices if not (needed and one[0] == State.NOT_NEEDED)]
