"""What a centre does for residents: the catalogue, cases, papers, ratings, skills."""

from jiamenkou.services.models.case import Case, CaseStep, DueMove, State, Transfer
from jiamenkou.services.models.catalogue import (
    Category,
    Channel,
    ItemVersion,
    Material,
    Offer,
    ServiceItem,
)
from jiamenkou.services.models.paper import CaseFile, CaseMaterial, CaseNotice
from jiamenkou.services.models.rating import BadRating, Invitation, Rating
from jiamenkou.services.models.skill import Skill, able, able_on_duty

__all__ = [
    "BadRating",
    "Case",
    "CaseFile",
    "CaseMaterial",
    "CaseNotice",
    "CaseStep",
    "Category",
    "Channel",
    "DueMove",
    "Invitation",
    "ItemVersion",
    "Material",
    "Offer",
    "Rating",
    "ServiceItem",
    "Skill",
    "State",
    "Transfer",
    "able",
    "able_on_duty",
]
