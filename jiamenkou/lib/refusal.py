"""The one exception for a rule that says no."""


class Refused(Exception):
    """A rule of the house forbids this.

    `rule` names it for programs and tests (a database constraint lends its own name);
    `words` tell the person what would be right; `field` is the form field at fault, if one is.
    """

    def __init__(self, rule: str, words: str, *, field: str | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        self.words = words
        self.field = field
