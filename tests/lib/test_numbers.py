"""ID numbers, telephone numbers, and what is shown of them."""

import datetime

import pytest

from jiamenkou.lib.idnumber import NotAnIdNumber, check_character, read_id_number
from jiamenkou.lib.masks import masked_name, masked_number
from jiamenkou.lib.phones import NotAPhone, plain_phone


def test_the_examples_of_the_standard_are_right() -> None:
    woman = read_id_number("11010519491231002X")
    assert (woman.born_on, woman.gender) == (datetime.date(1949, 12, 31), "f")
    man = read_id_number("440524188001010014")
    assert (man.born_on, man.gender) == (datetime.date(1880, 1, 1), "m")


def test_blanks_small_letters_and_full_width_digits_are_read() -> None:
    assert read_id_number(" 110105 19491231 002x ").number == "11010519491231002X"
    assert read_id_number("１１０１０５１９４９１２３１００２Ｘ").number == "11010519491231002X"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1101051949123100", "18"),
        ("X10105194912310021", "18"),
        ("110105194913310025", "19491231"),
        ("110105194902300022", "19491231"),
        ("110105194912310021", "17"),
        ("11010519491231020X", "17"),
        ("", "18"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_what_would_be_right(
    written: str, words: str
) -> None:
    with pytest.raises(NotAnIdNumber, match=words):
        read_id_number(written)


def test_every_single_mistyped_digit_is_found() -> None:
    right = "11010519491231002"
    for place in range(17):
        for digit in set("0123456789") - {right[place]}:
            wrong = right[:place] + digit + right[place + 1 :]
            assert check_character(wrong) != "X"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0086 138 0013 8000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８ ００１３ ８０００", "13800138000"),
        ("(0793) 822-0000", "07938220000"),
        ("+86 793 8220000", "07938220000"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_a_phone_has_one_spelling(written: str, plain: str) -> None:
    assert plain_phone(written) == plain


@pytest.mark.parametrize("written", ["", "138", "12800138000", "138001380001", "8220000", "拨打"])
def test_what_nobody_can_call_is_refused(written: str) -> None:
    with pytest.raises(NotAPhone, match="11"):
        plain_phone(written)


def test_masks_show_the_ends_of_what_is_long_enough() -> None:
    assert masked_name("张三丰") == "张*"
    assert masked_number("13800138000", head=3) == "138****8000"
    assert masked_number("11010519491231002X", head=6) == "110105********002X"
    assert masked_number("822000", head=3) == "****"
    assert masked_name("") == masked_number("", head=3) == ""
