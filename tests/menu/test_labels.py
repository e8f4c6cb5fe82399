"""Words with a fixed meaning are those of the drawings and of the law."""

import re
from pathlib import Path

from nabancada.menu.labels import ALLERGENS, PLATE_NAMES

NOT_FOOD = {"vazio", "tampa", "derramado"}  # for empty places


def test_every_drawn_plate_can_be_chosen():
    drawn = re.findall(r'symbol id="([^"]+)"', Path("static/img/art.svg").read_text())
    assert set(PLATE_NAMES) == set(drawn) - NOT_FOOD


def test_the_allergens_are_fourteen():
    assert len(set(ALLERGENS)) == 14
