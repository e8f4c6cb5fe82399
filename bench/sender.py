"""Sends orders at a steady rate, whatever the answers take; a process of its own, so that reading costs it nothing.

Reads its plan from standard input, writes `{order id: when it was due to be sent}` to standard output.
"""

import sys
import time

import orjson

from bench.client import Http


def main() -> None:
    plan = orjson.loads(sys.stdin.buffer.read())
    http = Http(plan["port"])
    sent: dict[str, float] = {}
    began = time.time() + 0.5
    for n, order in enumerate(plan["orders"]):
        due = began + n / plan["rate"]
        time.sleep(max(0.0, due - time.time()))
        http.cookie = order["cookie"]
        status, answer = http.post("/api/orders", order["body"])
        if status == 201:
            sent[orjson.loads(answer)["id"]] = due
    sys.stdout.buffer.write(orjson.dumps(sent))


main()
