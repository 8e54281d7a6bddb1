"""What somebody wants who texts back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.replies.rules import STOP_WORDS, Wish, says_more, wish_of


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "STOP!!", "Stop All", "StopAll", "UNSUBSCRIBE", "Cancel", "END",
     "quit", "REVOKE", "opt-out", "OPTOUT", "STOPP", "Stopp bitte", "Abmelden", "abmeldung",
     "Baja", "BAJA por favor", "No más SMS",
     "Keine SMS mehr!", "Stop sending me these", "Stop, I paid that in May."],
)  # fmt: skip
def test_stop_is_understood_however_it_is_written(text):
    assert wish_of(text) == Wish.STOP


@pytest.mark.parametrize("text", ["START", "unstop", "Yes", "YES.", "Alta"])
def test_start_is_understood(text):
    assert wish_of(text) == Wish.START


@pytest.mark.parametrize(
    "text",
    ["", "We pay on Friday.", "Yes, on Friday", "Please cancel the order", "No end in sight",
     "nonstop", "Pagamos el viernes", "Cancelar el pedido",
     "👍", "Who is this?", "quit calling me names"],
)  # fmt: skip
def test_all_else_is_for_a_person(text):
    assert wish_of(text) == Wish.ANSWER


def test_a_provider_that_knows_more_words_is_believed():
    assert wish_of("ARRET", "STOP") == Wish.STOP
    assert wish_of("OUI", "START") == Wish.START
    assert wish_of("HELP", "HELP") == Wish.ANSWER


def test_a_word_alone_says_no_more_and_a_sentence_does():
    assert not says_more(" Stop! ")
    assert says_more("Stop, I paid that in May.")


@given(st.sampled_from(sorted(STOP_WORDS)), st.text("  \n\t.!?'\"-0123456789"))
def test_signs_and_spaces_around_a_stop_word_change_nothing(word, around):
    assert wish_of(around + word.upper() + around) == Wish.STOP
