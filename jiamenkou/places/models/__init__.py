"""Areas, the centres that stand in them, their facts, and what norms say of them."""

from jiamenkou.places.models.announcement import AnnouncedDay, Announcement
from jiamenkou.places.models.area import Area, Headcount
from jiamenkou.places.models.centre import Centre, FloorArea, Room, SharingAgreement
from jiamenkou.places.models.diagnosis import Finding, WalkFact
from jiamenkou.places.models.norm import Norm, NormSet
from jiamenkou.places.models.opening import Layer, Opening, OpeningRule, RuleSpan, Service

__all__ = [
    "AnnouncedDay",
    "Announcement",
    "Area",
    "Centre",
    "Finding",
    "FloorArea",
    "Headcount",
    "Layer",
    "Norm",
    "NormSet",
    "Opening",
    "OpeningRule",
    "Room",
    "RuleSpan",
    "Service",
    "SharingAgreement",
    "WalkFact",
]
