"""What is said when a question would not fit into memory."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jiamenkou.engines.siting import TooLarge


def too_large_words(large: TooLarge) -> str:
    """Both figures, and what would make it fit."""
    return _(
        "This needs about %(needed)s MiB of memory, and %(free)s MiB are free. List fewer sites a "
        "point, or plan a part of the area at a time."
    ) % {"needed": f"{large.needed:,}", "free": f"{large.free:,}"}
