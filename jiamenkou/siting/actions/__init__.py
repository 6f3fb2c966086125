"""What can be done with premises, layers, scenarios and runs."""

from jiamenkou.siting.actions.layers import ask_for_walks, load_layer, measure_walks
from jiamenkou.siting.actions.networks import build_network, lay_streets
from jiamenkou.siting.actions.premises import (
    amend_premises,
    give_back,
    import_premises,
    offer_again,
    offer_premises,
    reserve_premises,
    take_premises,
)
from jiamenkou.siting.actions.runs import ask_to_stop, find_frontier, solve, solve_again, solve_run
from jiamenkou.siting.actions.scenarios import (
    amend_scenario,
    copy_scenario,
    draw_scenario,
    rule_site,
    unrule_site,
)

__all__ = [
    "amend_premises",
    "amend_scenario",
    "ask_for_walks",
    "ask_to_stop",
    "build_network",
    "copy_scenario",
    "draw_scenario",
    "find_frontier",
    "give_back",
    "import_premises",
    "lay_streets",
    "load_layer",
    "measure_walks",
    "offer_again",
    "offer_premises",
    "reserve_premises",
    "rule_site",
    "solve",
    "solve_again",
    "solve_run",
    "take_premises",
    "unrule_site",
]
