"""What can be done with accounts, roles and residents, and how an account is opened."""

from jiamenkou.people.actions.accounts import add_account, add_member, close_account
from jiamenkou.people.actions.circumstances import (
    end_circumstance,
    end_guardianship,
    name_guardian,
    note_circumstance,
)
from jiamenkou.people.actions.city import (
    expect_city_account,
    link_city_account,
    recognise,
    unlink_city_account,
)
from jiamenkou.people.actions.consents import (
    give_consent,
    note_health,
    read_consent_sheet,
    withdraw_consent,
)
from jiamenkou.people.actions.erasure import erase_person, export_person
from jiamenkou.people.actions.households import found_household, join_household, leave_household
from jiamenkou.people.actions.passwords import (
    change_password,
    check_password,
    end_sessions,
    note_sign_in,
    note_sign_out,
)
from jiamenkou.people.actions.phones import add_phone_account, check_code, send_code
from jiamenkou.people.actions.residents import add_resident, amend_resident, note_leaving
from jiamenkou.people.actions.retention import enforce_retention
from jiamenkou.people.actions.roles import end_role, give_role, hand_over, note_use, warn_of_lapse
from jiamenkou.people.actions.second_factor import (
    check_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    set_up_second_factor,
)
from jiamenkou.people.actions.tokens import make_token, revoke_token, use_token
from jiamenkou.people.actions.tries import forget_tries, open_doors
from jiamenkou.people.actions.unmasking import unmask

__all__ = [
    "add_account",
    "add_member",
    "add_phone_account",
    "add_resident",
    "amend_resident",
    "change_password",
    "check_code",
    "check_password",
    "check_second_factor",
    "close_account",
    "end_circumstance",
    "end_guardianship",
    "end_role",
    "end_sessions",
    "enforce_retention",
    "erase_person",
    "expect_city_account",
    "export_person",
    "forget_tries",
    "found_household",
    "give_consent",
    "give_role",
    "hand_over",
    "join_household",
    "leave_household",
    "link_city_account",
    "make_token",
    "name_guardian",
    "note_circumstance",
    "note_health",
    "note_leaving",
    "note_sign_in",
    "note_sign_out",
    "note_use",
    "open_doors",
    "read_consent_sheet",
    "recognise",
    "remove_second_factor",
    "renew_recovery_codes",
    "revoke_token",
    "send_code",
    "set_up_second_factor",
    "unlink_city_account",
    "unmask",
    "use_token",
    "warn_of_lapse",
    "withdraw_consent",
]
