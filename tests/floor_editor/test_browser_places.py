"""The browser's rules of where a table lands are the server's."""

import json
import shutil
import subprocess
from random import Random

from nabancada.tables import places
from nabancada.tables.places import Place

SCRIPT = """
import { readFileSync } from "node:fs";
import { nearest } from "./static/js/lib/places.js";
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(({ wanted, taken }) => nearest(wanted, taken))));
"""


def test_a_table_lands_where_its_ghost_was():
    chance = Random(12)

    def somewhere() -> Place:
        shape = chance.choice(["square", "round", "wide"])
        return places.on_plan(chance.randint(1, 12), chance.randint(1, 48), shape)

    cases = [(somewhere(), [somewhere() for _ in range(chance.randint(0, 60))]) for _ in range(200)]
    node = shutil.which("node")
    assert node, "this test needs node"
    sent = [{"wanted": wanted._asdict(), "taken": [one._asdict() for one in taken]} for wanted, taken in cases]
    answer = subprocess.run(
        [node, "--input-type=module", "-e", SCRIPT], input=json.dumps(sent), capture_output=True, text=True, check=True
    )
    landed = [place and Place(**place) for place in json.loads(answer.stdout)]
    assert landed == [places.nearest(wanted, taken) for wanted, taken in cases]
