"""What acts, things and facts are called when people read the audit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiamenkou.audit.models import Event

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTHING = "—"
GROUPS: dict[str, StrOrPromise] = {
    "places": gettext_lazy("Network"),
    "siting": gettext_lazy("Planning"),
    "people": gettext_lazy("Accounts and roles"),
    "notices": gettext_lazy("Messages"),
    "rota": gettext_lazy("Duty rosters"),
    "services": gettext_lazy("Service hall"),
    "jobs": gettext_lazy("Jobs"),
}
"""Acts by the part of the house they belong to: what stands before the point of a verb."""

VERBS: dict[str, StrOrPromise] = {
    "places.load_areas": gettext_lazy("Loaded area codes"),
    "places.draw_boundary": gettext_lazy("Drew a boundary"),
    "places.record_headcount": gettext_lazy("Recorded households and people"),
    "places.open_centre": gettext_lazy("Opened a centre"),
    "places.amend_centre": gettext_lazy("Amended a centre"),
    "places.close_centre": gettext_lazy("Closed a centre"),
    "places.add_room": gettext_lazy("Added a room"),
    "places.measure_floor_area": gettext_lazy("Recorded a floor area"),
    "places.agree_sharing": gettext_lazy("Agreed to share"),
    "places.end_sharing": gettext_lazy("Ended sharing"),
    "places.record_walks": gettext_lazy("Recorded walks"),
    "places.import_centres": gettext_lazy("Imported centres"),
    "places.import_headcounts": gettext_lazy("Imported households and people"),
    "places.import_rooms": gettext_lazy("Imported rooms"),
    "places.load_norms": gettext_lazy("Put norms in force"),
    "places.diagnose": gettext_lazy("Measured centres by the norms"),
    "places.announce_days": gettext_lazy("Announced days off and make-up workdays"),
    "places.keep_hours": gettext_lazy("Set opening hours"),
    "places.load_hours": gettext_lazy("Brought opening hours"),
    "places.drop_hours": gettext_lazy("Took opening hours back"),
    "siting.load_layer": gettext_lazy("Loaded a population layer"),
    "siting.ask_for_walks": gettext_lazy("Asked for walks to be measured"),
    "siting.build_network": gettext_lazy("Brought a street network"),
    "siting.offer_premises": gettext_lazy("Added premises"),
    "siting.amend_premises": gettext_lazy("Amended premises"),
    "siting.import_premises": gettext_lazy("Imported premises"),
    "siting.reserve_premises": gettext_lazy("Reserved premises"),
    "siting.take_premises": gettext_lazy("Handed premises over"),
    "siting.offer_premises_again": gettext_lazy("Offered premises again"),
    "siting.give_back_premises": gettext_lazy("Gave premises back"),
    "siting.draw_scenario": gettext_lazy("Drew a scenario"),
    "siting.amend_scenario": gettext_lazy("Amended a scenario"),
    "siting.rule_site": gettext_lazy("Ruled what may be done with a centre"),
    "siting.unrule_site": gettext_lazy("Took the rule for a centre back"),
    "siting.solve": gettext_lazy("Asked for a plan"),
    "siting.solve_again": gettext_lazy("Asked for a plan again"),
    "siting.ask_to_stop": gettext_lazy("Asked to stop solving"),
    "rota.post": gettext_lazy("Posted somebody to a centre"),
    "rota.amend_posting": gettext_lazy("Amended a posting"),
    "rota.end_posting": gettext_lazy("Ended a posting"),
    "rota.add_pattern": gettext_lazy("Added a shift"),
    "rota.amend_pattern": gettext_lazy("Amended a shift"),
    "rota.end_pattern": gettext_lazy("Ended a shift"),
    "rota.ask_leave": gettext_lazy("Asked for leave"),
    "rota.approve_leave": gettext_lazy("Approved leave"),
    "rota.refuse_leave": gettext_lazy("Refused leave"),
    "rota.withdraw_leave": gettext_lazy("Withdrew leave"),
    "rota.call_in_sick": gettext_lazy("Noted a sick call and who stands in"),
    "rota.wish": gettext_lazy("Said a wish for a day"),
    "rota.unwish": gettext_lazy("Took a wish back"),
    "rota.keep_rules": gettext_lazy("Stated rules of rosters"),
    "rota.drop_rules": gettext_lazy("Took an area's rules back"),
    "rota.draw_roster": gettext_lazy("Drew up a month"),
    "rota.put": gettext_lazy("Changed a day of a roster"),
    "rota.keep_duty": gettext_lazy("Kept a duty as it is, or let it go"),
    "rota.publish": gettext_lazy("Published a roster"),
    "rota.generate": gettext_lazy("Asked for a roster to be made"),
    "rota.stop": gettext_lazy("Asked to stop making a roster"),
    "rota.offer_swap": gettext_lazy("Offered a duty"),
    "rota.accept_swap": gettext_lazy("Took an offered duty"),
    "rota.decline_swap": gettext_lazy("Declined an offered duty"),
    "rota.withdraw_swap": gettext_lazy("Withdrew an offered duty"),
    "rota.reverse_entry": gettext_lazy("Reversed an entry of the ledger"),
    "rota.pay_out": gettext_lazy("Paid leave in lieu out"),
    "rota.open_feed": gettext_lazy("Opened a calendar address"),
    "rota.close_feed": gettext_lazy("Closed a calendar address"),
    "services.load_item": gettext_lazy("Loaded a service"),
    "services.offer": gettext_lazy("Offered a service at a centre"),
    "services.offer_many": gettext_lazy("Offered services at a centre"),
    "services.end_offer": gettext_lazy("Ended an offer"),
    "services.open_case": gettext_lazy("Opened a case"),
    "services.submit_case": gettext_lazy("Submitted a case"),
    "services.accept_case": gettext_lazy("Accepted a case"),
    "services.begin_work": gettext_lazy("Began work on a case"),
    "services.decide": gettext_lazy("Decided a case"),
    "services.deliver": gettext_lazy("Handed a result over"),
    "services.reject": gettext_lazy("Rejected a case"),
    "services.withdraw": gettext_lazy("Withdrew a case"),
    "services.resume": gettext_lazy("Took a case up again once its papers came"),
    "services.tick": gettext_lazy("Ticked papers"),
    "services.ask_for": gettext_lazy("Asked for one more paper"),
    "services.give_notice": gettext_lazy("Told what is missing"),
    "services.add_file": gettext_lazy("Added a scan"),
    "services.read_file": gettext_lazy("Opened a scan"),
    "services.remove_file": gettext_lazy("Removed a scan"),
    "services.offer_transfer": gettext_lazy("Offered a case to a colleague"),
    "services.accept_transfer": gettext_lazy("Accepted a case from a colleague"),
    "services.decline_transfer": gettext_lazy("Declined a case from a colleague"),
    "services.withdraw_transfer": gettext_lazy("Took the offer of a case back"),
    "services.invite": gettext_lazy("Made a link for a rating"),
    "services.rate": gettext_lazy("Rated"),
    "services.open_bad_rating": gettext_lazy("Opened a bad rating"),
    "services.verify": gettext_lazy("Looked into a bad rating"),
    "services.mend": gettext_lazy("Mended what was rated badly"),
    "services.call_back": gettext_lazy("Called a resident back"),
    "services.appeal": gettext_lazy("Appealed against a rating"),
    "services.rule": gettext_lazy("Ruled on an appeal"),
    "services.certify": gettext_lazy("Certified somebody for a service"),
    "services.end_skill": gettext_lazy("Ended a certificate"),
    "services.move_due_days": gettext_lazy("Moved due days of cases"),
    "services.move_call_back_days": gettext_lazy("Moved due days of bad ratings"),
    "people.add_account": gettext_lazy("Added an account"),
    "people.close_account": gettext_lazy("Closed an account"),
    "people.give_role": gettext_lazy("Gave a role"),
    "people.end_role": gettext_lazy("Ended a role"),
    "people.warn_of_lapse": gettext_lazy("Warned that a role lapses"),
    "notices.send_again": gettext_lazy("Sent a message again"),
    "notices.count_as_sent": gettext_lazy("Counted a message as sent"),
    "notices.withdraw": gettext_lazy("Withdrew a message"),
    "notices.note_call": gettext_lazy("Noted a call"),
    "notices.look_at_number": gettext_lazy("Looked at a telephone number"),
    "notices.choose_channels": gettext_lazy("Chose how to be told"),
    "jobs.run_again": gettext_lazy("Ran a job again"),
    "jobs.cancel": gettext_lazy("Cancelled a job"),
    "people.sign_in": gettext_lazy("Signed in"),
    "people.sign_out": gettext_lazy("Signed out"),
    "people.refuse_sign_in": gettext_lazy("Refused a sign-in"),
    "people.shut_door": gettext_lazy("Shut a door after too many tries"),
    "people.open_door": gettext_lazy("Opened a shut door"),
    "people.change_password": gettext_lazy("Changed the password"),
    "people.end_sessions": gettext_lazy("Signed out elsewhere"),
    "people.set_up_second_factor": gettext_lazy("Set up a second factor"),
    "people.refuse_second_factor": gettext_lazy("Refused a second factor"),
    "people.remove_second_factor": gettext_lazy("Removed a second factor"),
    "people.renew_recovery_codes": gettext_lazy("Renewed recovery codes"),
    "people.refuse_phone_code": gettext_lazy("Refused a telephone code"),
    "people.add_phone_account": gettext_lazy("Added an account for a telephone"),
    "people.expect_city_account": gettext_lazy("Expected somebody from the city's sign-on"),
    "people.link_city_account": gettext_lazy("Linked an account to the city's sign-on"),
    "people.unlink_city_account": gettext_lazy("Unlinked an account from the city's sign-on"),
    "people.add_resident": gettext_lazy("Put a resident on record"),
    "people.amend_resident": gettext_lazy("Amended a resident's record"),
    "people.note_leaving": gettext_lazy("Noted that a resident left"),
    "people.unmask": gettext_lazy("Looked at what is masked"),
    "people.note_circumstance": gettext_lazy("Noted a circumstance"),
    "people.end_circumstance": gettext_lazy("Ended a circumstance"),
    "people.name_guardian": gettext_lazy("Named a guardian"),
    "people.end_guardianship": gettext_lazy("Ended a guardianship"),
    "people.found_household": gettext_lazy("Recorded a household"),
    "people.join_household": gettext_lazy("Added somebody to a household"),
    "people.leave_household": gettext_lazy("Noted that somebody left a household"),
    "people.give_consent": gettext_lazy("Recorded a consent"),
    "people.withdraw_consent": gettext_lazy("Withdrew a consent"),
    "people.note_health": gettext_lazy("Wrote a health note"),
    "people.export_person": gettext_lazy("Made a copy of all that is kept of somebody"),
    "people.erase_person": gettext_lazy("Erased what was kept of somebody"),
    "people.enforce_retention": gettext_lazy("Removed what may no longer be kept"),
    "people.make_token": gettext_lazy("Made a token for a program"),
    "people.revoke_token": gettext_lazy("Revoked a token"),
}

THINGS: dict[str, StrOrPromise] = {
    "places.area": gettext_lazy("Area"),
    "places.headcount": gettext_lazy("Households and people"),
    "places.centre": gettext_lazy("Centre"),
    "places.room": gettext_lazy("Room"),
    "places.floorarea": gettext_lazy("Floor area"),
    "places.sharingagreement": gettext_lazy("Sharing agreement"),
    "places.walkfact": gettext_lazy("Walks"),
    "places.normset": gettext_lazy("Norms"),
    "places.announcement": gettext_lazy("Announced days"),
    "places.openingrule": gettext_lazy("Opening hours"),
    "siting.premises": gettext_lazy("Premises"),
    "siting.populationlayer": gettext_lazy("Population layer"),
    "siting.streetnetwork": gettext_lazy("Street network"),
    "siting.scenario": gettext_lazy("Scenario"),
    "siting.siterule": gettext_lazy("Rule for a centre"),
    "siting.scenariorun": gettext_lazy("Plan"),
    "rota.posting": gettext_lazy("Posting"),
    "rota.shiftpattern": gettext_lazy("Shift"),
    "rota.leave": gettext_lazy("Leave"),
    "rota.wish": gettext_lazy("Wish"),
    "rota.ruleset": gettext_lazy("Rules of rosters"),
    "rota.roster": gettext_lazy("Roster"),
    "rota.generation": gettext_lazy("Making of a roster"),
    "rota.swap": gettext_lazy("Swap"),
    "rota.ledgerentry": gettext_lazy("Entry of the ledger"),
    "rota.feed": gettext_lazy("Calendar address"),
    "services.serviceitem": gettext_lazy("Service"),
    "services.offer": gettext_lazy("Offer of a service"),
    "services.case": gettext_lazy("Case"),
    "services.casematerial": gettext_lazy("Paper of a case"),
    "services.casenotice": gettext_lazy("Notice of what is missing"),
    "services.casefile": gettext_lazy("Scan"),
    "services.transfer": gettext_lazy("Handing on of a case"),
    "services.rating": gettext_lazy("Rating"),
    "services.badrating": gettext_lazy("Bad rating"),
    "services.skill": gettext_lazy("Certificate"),
    "people.user": gettext_lazy("Account"),
    "people.role": gettext_lazy("Role"),
    "notices.message": gettext_lazy("Message"),
    "notices.preference": gettext_lazy("How somebody is told"),
    "procrastinate.procrastinatejob": gettext_lazy("Job"),
    "people.resident": gettext_lazy("Resident"),
    "people.household": gettext_lazy("Household"),
    "people.healthnote": gettext_lazy("Health note"),
    "people.retentionrun": gettext_lazy("Clearing away"),
    "people.tally": gettext_lazy("Tries at a door"),
    "people.cityaccount": gettext_lazy("Account at the city's sign-on"),
    "people.apitoken": gettext_lazy("Token"),
}

FACTS: dict[str, StrOrPromise] = {
    "why": gettext_lazy("Why"),
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "area": gettext_lazy("Area"),
    "centre": gettext_lazy("Centre"),
    "host": gettext_lazy("Host"),
    "guest": gettext_lazy("Guest"),
    "scenario": gettext_lazy("Scenario"),
    "network": gettext_lazy("Street network"),
    "file": gettext_lazy("File"),
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "added": gettext_lazy("Added"),
    "renamed": gettext_lazy("Renamed"),
    "points": gettext_lazy("Points"),
    "norms": gettext_lazy("Norms"),
    "findings": gettext_lazy("Findings"),
    "on": gettext_lazy("On the day"),
    "field": gettext_lazy("Field"),
    "more": gettext_lazy("In own words"),
    "purpose": gettext_lazy("Purpose"),
    "person": gettext_lazy("Person"),
    "month": gettext_lazy("Month"),
    "shifts": gettext_lazy("Shifts"),
    "version": gettext_lazy("Version"),
    "how": gettext_lazy("How it was given"),
    "year": gettext_lazy("Year"),
    "turned": gettext_lazy("Days that turned"),
    "moved": gettext_lazy("Deadlines that moved"),
    "touched": gettext_lazy("How many"),
    "item": gettext_lazy("Service"),
    "code": gettext_lazy("Code"),
    "case": gettext_lazy("Case"),
    "due": gettext_lazy("Due"),
    "late": gettext_lazy("Later than promised"),
    "number": gettext_lazy("Number"),
    "to": gettext_lazy("To whom"),
    "via": gettext_lazy("Said"),
    "content": gettext_lazy("Content now"),
    "mistaken": gettext_lazy("By mistake"),
    "days": gettext_lazy("Days that moved"),
}


def verb_words(event: Event) -> str:
    return str(VERBS.get(event.verb, event.verb))


def actor_words(event: Event) -> str:
    return str(event.by) if event.by else _("The clock or the command line")


def thing_words(event: Event) -> str:
    """What it is, its number, and its name where the event says it: Centre 12 · 五三中心."""
    name = event.facts.get("name", "")
    known = f"{THINGS.get(event.thing, event.thing)} {event.thing_key}"
    return f"{known} · {name}" if name else known


def fact_words(event: Event) -> list[tuple[str, str]]:
    """The facts, each with what it is called."""
    return [(str(FACTS.get(name, _plain(name))), said(fact)) for name, fact in event.facts.items()]


def said(fact: object) -> str:
    if fact is None or fact in ("", [], {}):
        return NOTHING
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if isinstance(fact, list):
        return "、".join(_plain(str(one)) for one in fact)
    if isinstance(fact, dict):
        return "、".join(f"{_plain(name)}: {said(inner)}" for name, inner in fact.items())
    return str(fact)


def _plain(name: str) -> str:
    """The name of a field as words: usable_m2 is “usable m2”."""
    return name.replace("_", " ") if re.fullmatch(r"[a-z0-9_]+", name) else name
