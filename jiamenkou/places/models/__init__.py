"""Areas, the centres that stand in them, their facts, and what norms say of them."""

from jiamenkou.places.models.area import Area, Headcount
from jiamenkou.places.models.centre import Centre, FloorArea, Room, SharingAgreement
from jiamenkou.places.models.diagnosis import Finding, WalkFact
from jiamenkou.places.models.norm import Norm, NormSet

__all__ = [
    "Area",
    "Centre",
    "Finding",
    "FloorArea",
    "Headcount",
    "Norm",
    "NormSet",
    "Room",
    "SharingAgreement",
    "WalkFact",
]
