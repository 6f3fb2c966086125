"""Fields for areas: typed as codes, found only within the reach of whoever types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jiamenkou.lib.scope import Reach
from jiamenkou.places.models import Area
from jiamenkou.places.models.area import full_code


class AreaCode(forms.CharField):
    """The code of one area, typed or chosen from the page's list; cleans to one within reach."""

    reach = Reach(prefixes=())

    def __init__(self, **given: Any) -> None:
        widget = forms.TextInput(attrs={"list": "areas", "autocomplete": "off"})
        super().__init__(max_length=15, widget=widget, **given)

    def clean(self, value: Any) -> Area | None:
        written = super().clean(value)
        if not written:
            return None
        area = Area.objects.within(self.reach).filter(pk=full_code(written)).first()
        if area is None:
            raise ValidationError(_("There is no area %(code)s.") % {"code": written})
        return area


class AreaCodes(forms.CharField):
    """Area codes with spaces between them; cleans to areas within the reach of whoever types."""

    reach = Reach(prefixes=())

    def clean(self, value: Any) -> list[Area]:
        codes = [full_code(code) for code in (super().clean(value) or "").split()]
        found = Area.objects.within(self.reach).in_bulk(codes)
        for code in codes:
            if code not in found:
                raise ValidationError(_("There is no area %(code)s.") % {"code": code})
        return [found[code] for code in codes]


class AreaForm(forms.Form):
    """A form with an `area` of somebody who reaches so far."""

    def __init__(self, *given: Any, reach: Reach, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["area"].reach = reach  # type: ignore[attr-defined]
