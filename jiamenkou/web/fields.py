"""Form fields that every chapter asks with: days, yes or no or unknown, uploads with a limit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MIB = 1024 * 1024
UNKNOWN = [("", gettext_lazy("Unknown")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


class Day(forms.DateField):
    """A day, chosen or typed as 2023-06-30."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class YesNoUnknown(forms.TypedChoiceField):
    """Yes, no, or not known."""

    def __init__(self, **given: Any) -> None:
        meant = {"yes": True, "no": False}
        super().__init__(
            choices=UNKNOWN, coerce=meant.get, empty_value=None, required=False, **given
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class Upload(forms.FileField):
    """A file of one of `endings`, no larger than `most_mib`; both are said beside the field."""

    def __init__(self, *, endings: Sequence[str], most_mib: int, **given: Any) -> None:
        self.endings, self.most_mib = tuple(endings), most_mib
        widget = forms.FileInput(attrs={"accept": ",".join(endings)})
        super().__init__(widget=widget, **given)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if file is None:
            return None
        if not (file.name or "").lower().endswith(self.endings):
            facts = {"file": Path(file.name or "").name, "endings": ", ".join(self.endings)}
            raise ValidationError(_("%(file)s is not one of: %(endings)s.") % facts)
        if (file.size or 0) > self.most_mib * MIB:
            size = {"size": f"{(file.size or 0) / MIB:.0f}", "most": self.most_mib}
            words = _("The file has %(size)s MB; at most %(most)s MB can be read here.")
            raise ValidationError(words % size)
        return file
