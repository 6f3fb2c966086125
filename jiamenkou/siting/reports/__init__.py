"""The files a plan is exported to, from the command and from the pages alike."""

from jiamenkou.siting.reports.geojson import write_geojson
from jiamenkou.siting.reports.page import write_page
from jiamenkou.siting.reports.report import Answer, Choice, Report, Site, installed_version
from jiamenkou.siting.reports.xlsx import write_xlsx

__all__ = [
    "Answer",
    "Choice",
    "Report",
    "Site",
    "installed_version",
    "write_geojson",
    "write_page",
    "write_xlsx",
]
