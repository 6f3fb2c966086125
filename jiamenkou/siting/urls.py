"""Resources of planning."""

from django.urls import path

from jiamenkou.siting.views import (
    comparison,
    exports,
    files,
    layers,
    premises,
    premises_sheets,
    runs,
    scenarios,
    what_if,
)

app_name = "siting"
urlpatterns = [
    path("", scenarios.scenario_list, name="scenarios"),
    path("scenarios/new/", scenarios.new_scenario, name="new-scenario"),
    path("scenarios/<int:scenario_id>/", scenarios.scenario_page, name="scenario"),
    path("scenarios/<int:scenario_id>/edit/", scenarios.edit_scenario, name="edit-scenario"),
    path("scenarios/<int:scenario_id>/copy/", scenarios.copy, name="copy-scenario"),
    path("scenarios/<int:scenario_id>/rules/", scenarios.rules, name="site-rules"),
    path(
        "scenarios/<int:scenario_id>/rules/<int:centre_id>/", scenarios.site_rule, name="site-rule"
    ),
    path("scenarios/<int:scenario_id>/runs/", scenarios.new_run, name="new-run"),
    path("runs/<int:run_id>/", runs.run_page, name="run"),
    path("runs/<int:run_id>/stop/", runs.stop, name="stop-run"),
    path("runs/<int:run_id>/retry/", runs.retry, name="retry-run"),
    path("runs/<int:run_id>/sites/<int:site_id>/", runs.site_page, name="run-site"),
    path("runs/<int:run_id>/what-if/", what_if.what_if, name="what-if"),
    path("runs/<int:run_id>/export/<str:kind>/", exports.export, name="export-run"),
    path("comparison/", comparison.comparison, name="comparison"),
    path("premises/", premises.premises_list, name="premises-list"),
    path("premises/new/", premises.new_premises, name="new-premises"),
    path("premises/import/", premises_sheets.upload, name="import-premises"),
    path("premises/import/sheet.xlsx", premises_sheets.blank, name="premises-sheet"),
    path("premises/import/<str:token>/", premises_sheets.trial_page, name="premises-trial"),
    path("premises/<int:premises_id>/", premises.premises_page, name="premises"),
    path("premises/<int:premises_id>/edit/", premises.edit_premises, name="edit-premises"),
    path("premises/<int:premises_id>/state/", premises.state, name="premises-state"),
    path("people/", layers.layer_list, name="layers"),
    path("people/new/", files.new_layer, name="new-layer"),
    path("people/new/<str:token>/", files.trial_page, name="layer-trial"),
    path("people/<int:layer_id>/", layers.layer_page, name="layer"),
    path("people/<int:layer_id>/walks/", layers.measure, name="measure-walks"),
    path("streets/new/", files.new_network, name="new-network"),
]

live = [path("runs/<int:run_id>/", runs.live_run, name="live-run")]
"""Streams, answered natively by the ASGI side under /live/."""
