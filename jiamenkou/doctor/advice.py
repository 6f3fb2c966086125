"""What a check says when nothing is wrong, and something could be better."""


class Advice(str):
    """Worth knowing; does not count as a finding."""

    __slots__ = ()
