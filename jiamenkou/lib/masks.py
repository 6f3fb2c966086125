"""What is shown of a person where nobody asked to see all of it."""

HIDDEN = "****"


def masked_name(name: str) -> str:
    """张*: the first character."""
    return f"{name[:1]}*" if name else ""


def masked_number(number: str, *, head: int, tail: int = 4) -> str:
    """138****8000 or 110105********002X: the ends; of a short number nothing."""
    hidden = len(number) - head - tail
    if hidden < len(HIDDEN):
        return HIDDEN if number else ""
    return f"{number[:head]}{'*' * hidden}{number[-tail:]}"


def masked_words(words: str) -> str:
    """****: that there are any."""
    return HIDDEN if words else ""
