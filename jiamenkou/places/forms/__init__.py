"""What people type about centres, areas, sheets, the calendar and hours."""

from jiamenkou.places.forms.calendar import NoticeForm
from jiamenkou.places.forms.register import (
    CentreForm,
    ClosingForm,
    FloorAreaForm,
    HeadcountForm,
    RoomForm,
    SharingForm,
    UploadForm,
)

__all__ = [
    "CentreForm",
    "ClosingForm",
    "FloorAreaForm",
    "HeadcountForm",
    "NoticeForm",
    "RoomForm",
    "SharingForm",
    "UploadForm",
]
