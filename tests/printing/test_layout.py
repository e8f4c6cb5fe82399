"""Documents in lines: nothing is wider than the paper, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nabancada.printing import escpos
from nabancada.printing.document import RULE, SPACE, Document, Row, centred, pair, text
from nabancada.printing.layout import COLUMNS, lines, simple

WIDTHS = sorted(COLUMNS)
LONG = "Muamba de galinha do quintal com quiabos, jindungo e óleo de palma da avó Teresa"

rows = st.builds(
    Row,
    shape=st.sampled_from(["text", "pair", "rule", "space"]),
    left=st.text(max_size=120),
    right=st.sampled_from(["", "6 500,00 Kz", "−1 234 567,89 Kz"]),
    lead=st.sampled_from(["", "2 × ", "  + ", "999 × "]),
    center=st.booleans(),
    bold=st.booleans(),
    big=st.booleans(),
    inverse=st.booleans(),
)


@given(st.lists(rows, max_size=12), st.sampled_from(WIDTHS))
def test_no_line_is_wider_than_the_paper(written, width):
    for line in lines(Document("x", tuple(written)), width):
        assert len(line.text) <= COLUMNS[width] // (2 if line.row.big else 1)


@given(st.lists(rows, max_size=8), st.sampled_from(WIDTHS))
def test_whatever_is_written_a_printer_gets_bytes(written, width):
    assert escpos.render(Document("x", tuple(written)), width).endswith(escpos.CUT)


@given(st.lists(rows, max_size=8))
def test_a_document_that_was_kept_is_the_same_document(written):
    document = Document("Conta", tuple(written), drawer=True)
    assert Document.of(document.as_json()) == document


@given(st.text(alphabet="abcdefgh ", min_size=1, max_size=200), st.sampled_from(WIDTHS))
def test_no_word_is_lost_between_the_lines(words, width):
    shown = " ".join(line.text for line in lines(Document("x", (text(words),)), width))
    assert "".join(shown.split()) == "".join(words.split())


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_name_wraps_under_itself_and_its_price_stays_beside_it(width):
    first, *rest = [one.text for one in lines(Document("x", (pair(LONG, "12 500,00 Kz", lead="2 × "),)), width)]
    assert first.startswith("2 x Muamba de")
    assert first.endswith(" 12 500,00 Kz")
    assert rest
    assert all(one.startswith("    ") and not one.startswith("     ") for one in rest)
    assert len(first) == COLUMNS[width]


def test_a_figure_that_leaves_no_room_gets_its_own_line():
    shown = [one.text for one in lines(Document("x", (pair("TOTAL", "1 234 567,89 Kz", big=True),)), 58)]
    assert shown == ["TOTAL", " 1 234 567,89 Kz"]


def test_rules_spaces_and_centres():
    shown = [one.text for one in lines(Document("x", (RULE, SPACE, centred("Mesa 7"))), 58)]
    assert shown == ["-" * 32, "", "             Mesa 7"]


def test_portuguese_letters_stay_and_others_become_the_nearest():
    every = "ãõáéíóúâêôàçü ÃÕÁÉÍÓÚÂÊÔÀÇÜ ºª"
    assert simple(every, escpos.ENCODING) == every
    assert simple("Ŝĕvčík 3 × 2 – “bom” …", escpos.ENCODING) == 'Sevcík 3 x 2 - "bom" ...'
    assert simple("寿司", escpos.ENCODING) == "??"


def test_a_second_one_says_so_and_leaves_the_drawer_shut():
    document = Document("Talão", (text("a"),), drawer=True)
    assert document.as_copy(1) is document
    again = document.as_copy(2)
    assert (again.rows[0].left, again.rows[1:], again.drawer) == ("2.ª via", document.rows, False)
