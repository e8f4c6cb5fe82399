import orjson
from hypothesis import given
from hypothesis import strategies as st

from nabancada import clock
from nabancada.live.channel import AWAY, Audience, heard
from nabancada.live.events import Fact, body
from tests.live.support import Ears, channel, fact, numbers, some_id


def test_events_in_their_order_are_handed_out_at_once():
    here = channel(last=4)
    assert not here.accept(fact(5))
    assert not here.accept(fact(6))
    assert numbers(here.outbox) == [5, 6]
    assert here.last == 6


def test_an_event_seen_before_is_dropped():
    here = channel(last=5)
    assert not here.accept(fact(5))
    assert not here.accept(fact(3))
    assert here.outbox == []


def test_an_early_event_waits_for_the_one_before_it():
    here = channel()
    assert here.accept(fact(2))
    assert here.accept(fact(3))
    assert here.outbox == []
    assert not here.accept(fact(1))
    assert numbers(here.outbox) == [1, 2, 3]
    assert here.early == {}


@given(st.permutations(range(1, 9)), st.lists(st.integers(1, 8)))
def test_whatever_the_order_and_however_often_each_event_goes_out_once_and_in_order(order, again):
    here = channel()
    for seq in [*again, *order, *again]:
        here.accept(fact(seq))
    assert numbers(here.outbox) == list(range(1, 9))


def test_a_restart_forgets_what_was_waiting():
    here = channel()
    here.accept(fact(1))
    here.accept(fact(5))
    here.restart(here.epoch, 9)
    assert (here.last, here.outbox, here.early) == (9, [], {})


def test_who_left_is_away():
    here, ears = channel(), Ears()
    here.join(ears, 3)
    assert (ears.at, here.everybody()) == (3, [ears])
    here.leave(ears)
    assert (ears.at, here.everybody()) == (AWAY, [])
    here.leave(ears)


def test_an_audience_hears_its_topics_only():
    facts = [fact(1, "kitchen"), fact(2, "table:7"), fact(3, "floor", "table:7")]
    assert numbers(heard(facts, Audience())) == [1, 2, 3]
    assert numbers(heard(facts, Audience(frozenset({"table:7"})))) == [2, 3]


def test_who_does_not_audit_learns_that_there_was_something_and_misses_no_number():
    def told(seq, kind, *topics):
        return Fact.of(seq, topics, body(kind, seq, some_id(), clock.now(), {"name": "Zeca"}))

    facts = [
        told(1, "staff.left", "audit"),
        told(2, "tables.changed", "audit", "floor"),
        told(3, "menu.changed", "menu"),
    ]
    assert heard(facts, Audience()) == facts
    learned = [orjson.loads(one.body) for one in heard(facts, Audience(audits=False))]
    assert [(one["seq"], one["type"], one["data"]) for one in learned] == [
        (1, "audit.recorded", {}),
        (2, "tables.changed", {}),
        (3, "menu.changed", {"name": "Zeca"}),
    ]
    assert heard(facts, Audience(frozenset({"audit"}), audits=False)) == []
