"""Who signs in, and as what; who lives here, and what is kept of them."""

from jiamenkou.people.models.account import User
from jiamenkou.people.models.circumstance import Circumstance, Guardianship
from jiamenkou.people.models.consent import Consent, HealthNote
from jiamenkou.people.models.household import Household, Membership
from jiamenkou.people.models.resident import Resident
from jiamenkou.people.models.retention import RetentionRun
from jiamenkou.people.models.role import Role

__all__ = [
    "Circumstance",
    "Consent",
    "Guardianship",
    "HealthNote",
    "Household",
    "Membership",
    "Resident",
    "RetentionRun",
    "Role",
    "User",
]
