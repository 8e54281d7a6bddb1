"""What somebody wants who writes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.replies.wishes import (
    MOST_SIGNS,
    STOP_PHRASES,
    Wish,
    may_ask_to_stop,
    says_more,
    subject_says_more,
    wish_of,
)


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "STOP!!", "Stop All", "StopAll", "UNSUBSCRIBE", "Cancel", "END",
     "quit", "REVOKE", "opt-out", "OPTOUT", "STOPP", "Stopp bitte", "Abmelden", "abmeldung",
     "Keine SMS mehr!", "Please stop", "please unsubscribe me", "opt-out please", "Remove me",
     "Bitte keine E-Mails mehr", "Bitte keine SMS mehr", "No more texts", "Stop texting me",
     "Please stop texting me", "ARRÊT", "BAJA", "ＳＴＯＰ", "Don't contact me", "Hello, stop",
     "Hi stop", "Hello Ms Oldaal,\n\nSTOP\n\nKind regards\nFemke Oldaal\nVandrel BV",
     "Stop\n\n-- \nFemke Oldaal\nVandrel BV\n0123 456", "STOP\n\nSent from my iPhone",
     "Baja", "BAJA por favor", "No más SMS", "Darse de baja", "PARE", "¡Alto!", "Pare, por favor",
     "No más mensajes, gracias",
     "Guten Tag Herr Jansen,\nbitte abmelden\nMit freundlichen Grüßen\nFemke", "Stop\nFemke"],
)  # fmt: skip
def test_stop_is_understood_however_it_is_written(text):
    assert wish_of(text, name="Femke Oldaal") == Wish.STOP


@pytest.mark.parametrize("text", ["START", "unstop", "Start start", "Start, please", "Alta"])
def test_start_is_understood(text):
    assert wish_of(text) == Wish.START


@pytest.mark.parametrize(
    "text",
    ["", "We pay on Friday.", "Yes, on Friday", "Please cancel the order", "No end in sight",
     "nonstop", "👍", "Who is this?", "quit calling me names", "Hello,", "Femke", "Cancel 4711",
     "Stop the delivery planned for Monday, the goods are faulty.", "Stop, I paid that in May.",
     "Abmeldung unserer Filiale ist erfolgt.", "Remove the late fee please", "Stop\n\nWe paid",
     "Stop! Ich habe gestern bezahlt.", "Stop sending me these",
     "Pagamos el viernes", "Cancelar el pedido", "Basta con una copia"],
)  # fmt: skip
def test_all_else_is_for_a_person(text):
    assert wish_of(text, name="Femke Oldaal") == Wish.ANSWER


def test_a_provider_that_knows_more_words_is_believed():
    assert wish_of("STOPALLES", "STOP") == Wish.STOP
    assert wish_of("OUI", "START") == Wish.START
    assert wish_of("HELP", "HELP") == Wish.ANSWER


def test_a_word_alone_says_no_more_and_a_sentence_does():
    assert not says_more(" Stop! ")
    assert says_more("Stop, I paid that in May.")


@given(st.sampled_from(sorted(STOP_PHRASES)), st.text("  \n\t.!?'\""))
def test_signs_and_spaces_around_a_stop_word_change_nothing(word, around):
    text = around + word.upper() + around
    assert wish_of(text) == (Wish.STOP if len(text) <= MOST_SIGNS else Wish.ANSWER)


@pytest.mark.parametrize(
    ("subject", "more"),
    [("", False), ("Stop", False), ("Re: Your invoice", False), ("AW: Rechnung", False),
     ("Your invoice 17", False), ("Invoice 1 is wrong, we never ordered this", True)],
)  # fmt: skip
def test_a_subject_says_more_where_it_is_neither_ours_nor_the_wish(subject, more):
    assert subject_says_more(subject, ours="Your invoice 17") == more


@pytest.mark.parametrize(
    ("text", "may"),
    [("Could you stop writing to us?", True), ("Wir wollen keine weiteren E-Mails.", True),
     ("Bitte melden Sie sich.", False), ("We pay on Friday.", False)],
)  # fmt: skip
def test_what_may_ask_to_stop_is_pointed_out(text, may):
    assert may_ask_to_stop(text) == may
