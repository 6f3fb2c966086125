"""Who signs in, how, and as what; who lives here, and what is kept of them."""

from jiamenkou.people.models.account import User
from jiamenkou.people.models.circumstance import Circumstance, Guardianship
from jiamenkou.people.models.consent import Consent, HealthNote
from jiamenkou.people.models.household import Household, Membership
from jiamenkou.people.models.outside_account import CityAccount, PhoneAccount, PhoneCode
from jiamenkou.people.models.resident import Resident
from jiamenkou.people.models.retention import RetentionRun
from jiamenkou.people.models.role import Role
from jiamenkou.people.models.second_factor import RecoveryCode, SecondFactor
from jiamenkou.people.models.session import Session
from jiamenkou.people.models.tally import Door, Tally
from jiamenkou.people.models.token import ApiToken

__all__ = [
    "ApiToken",
    "Circumstance",
    "CityAccount",
    "Consent",
    "Door",
    "Guardianship",
    "HealthNote",
    "Household",
    "Membership",
    "PhoneAccount",
    "PhoneCode",
    "RecoveryCode",
    "Resident",
    "RetentionRun",
    "Role",
    "SecondFactor",
    "Session",
    "Tally",
    "User",
]
