"""The holidays of the law, how they are written and when they can fall."""

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
"""All that the law knows (State Council decree 795)."""

SEASONS = {
    "元旦": ("01-01", "01-01"),
    "春节": ("01-21", "02-21"),
    "清明": ("04-04", "04-06"),
    "劳动": ("05-01", "05-01"),
    "端午": ("05-27", "06-26"),
    "中秋": ("09-07", "10-08"),
    "国庆": ("10-01", "10-01"),
}
"""The first and the last date on which each can fall in our age."""

NAME = "(?:元旦|春节|清明节?|(?:国际)?劳动节|端午节?|中秋节?|国庆节?)"
NAMES = f"{NAME}(?:[、和与及]{NAME})*"
