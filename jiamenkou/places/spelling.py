"""How names are found by people who type Latin letters."""


def spelled(name: str) -> tuple[str, str]:
    """The pinyin of a name in one word, and its first letters: shuinanjiedao, snjd."""
    from pypinyin import lazy_pinyin

    syllables = [syllable.lower() for syllable in lazy_pinyin(name) if syllable.strip()]
    return "".join(syllables).replace(" ", ""), "".join(syllable[0] for syllable in syllables)
