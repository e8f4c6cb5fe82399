import gevent
import pytest
from sqlalchemy import update

from nabancada import db, live
from nabancada.live import frames
from nabancada.live import hub as hubs
from nabancada.live.channel import Audience
from nabancada.live.hub import Hub
from nabancada.live.models import Stream
from tests.live.support import EVERYTHING, Ears, some_id, until


@pytest.fixture
def hub(app):
    return Hub()


@pytest.fixture
def log(restaurant):
    """Write events into the log of the house; nobody is told."""

    def write(count=1):
        with db.atomic():
            pending = [live.record("order.placed", some_id(), topics={"kitchen"}, n=n) for n in range(count)]
        db.release()
        return [one.fact() for one in pending]

    return write


@pytest.fixture
def channel(hub, restaurant):
    position = live.position(restaurant.id)
    db.release()
    return hub.channel(restaurant.id, position.epoch, position.seq)


def listen(hub, channel, since=None, epoch=None, audience=EVERYTHING):
    """A socket that begins at `since`; what it was greeted with comes first in what it heard."""
    ears = Ears(audience)
    ears.greeted = []
    hub.attach(ears, channel, since, epoch, lambda *greeting: ears.greeted.append(greeting))
    return ears


def stream(facts):
    return b"".join(fact.frame for fact in facts)


def test_what_is_offered_reaches_who_listens_once_and_in_order(hub, channel, log):
    ears = listen(hub, channel)
    facts = log(3)
    for batch in (facts[:1], facts[1:], facts):
        hub.offer(channel.restaurant_id, batch)
    until(lambda: ears.at == facts[-1].seq)
    assert ears.stream == stream(facts)
    assert ears.greeted == [(facts[0].seq - 1, False)]


def test_events_of_one_tick_leave_in_one_write(hub, channel, log):
    ears = listen(hub, channel)
    facts = log(5)
    for fact in facts:
        hub.offer(channel.restaurant_id, [fact])
    until(lambda: ears.heard)
    assert ears.heard == [stream(facts)]


def test_a_missing_event_is_read_from_the_log(hub, channel, log):
    ears = listen(hub, channel)
    facts = log(4)
    hub.offer(channel.restaurant_id, facts[2:3])
    until(lambda: ears.stream == stream(facts))


def test_two_events_in_the_wrong_order_need_no_log(hub, channel, log, statements):
    ears = listen(hub, channel)
    facts = log(2)
    statements()
    hub.offer(channel.restaurant_id, facts[1:])
    hub.offer(channel.restaurant_id, facts[:1])
    until(lambda: ears.stream == stream(facts))
    until(lambda: not channel.waiting)
    assert statements() == []


def test_a_gap_found_while_a_gap_is_filled_is_filled_too(hub, channel, log, monkeypatch):
    ears = listen(hub, channel)
    first, second = log(2), []
    read = hub._read
    reads = []

    def read_and_be_overtaken(*args):
        found = read(*args)
        reads.append(args)
        if len(reads) == 1:  # committed after the read, published out of order while it runs
            second.extend(log(2))
            hub.offer(channel.restaurant_id, second[1:])
        return found

    monkeypatch.setattr(hub, "_read", read_and_be_overtaken)
    hub.fill(channel)
    until(lambda: ears.stream == stream(first + second))
    assert len(reads) == 2


def test_the_sweep_finds_what_nobody_published(hub, channel, log):
    ears = listen(hub, channel)
    facts = log(2)
    hub.check([channel.restaurant_id, some_id()])
    until(lambda: ears.stream == stream(facts))


def test_who_comes_back_hears_what_was_missed_and_then_what_follows(hub, channel, log):
    missed = log(3)
    hub.check([channel.restaurant_id])
    until(lambda: channel.last == missed[-1].seq)
    ears = listen(hub, channel, since=missed[0].seq, epoch=str(channel.epoch))
    assert ears.greeted == [(missed[0].seq, False)]
    later = log(1)
    hub.offer(channel.restaurant_id, later)
    until(lambda: ears.at == later[-1].seq)
    assert ears.stream == stream(missed[1:] + later)


def test_catching_up_meets_what_is_delivered_meanwhile(hub, channel, log, monkeypatch):
    old = log(2)
    hub.offer(channel.restaurant_id, old)
    read = hub._read
    news = []

    def read_while_more_happens(*args):
        found = read(*args)
        if not news:
            news.extend(log(2))
            hub.offer(channel.restaurant_id, news)
        return found

    monkeypatch.setattr(hub, "_read", read_while_more_happens)
    ears = listen(hub, channel, since=old[0].seq - 1)
    until(lambda: not channel.outbox and not channel.scheduled)
    assert ears.stream == stream(old + news)


def test_who_read_ahead_in_the_log_takes_the_others_along(hub, channel, log):
    others = listen(hub, channel)
    facts = log(3)
    ears = listen(hub, channel, since=facts[0].seq)
    late = log(1)
    hub.offer(channel.restaurant_id, late)
    until(lambda: others.stream == stream(facts + late))
    assert ears.stream == stream(facts[1:] + late)


def test_an_audience_hears_only_its_topics_also_when_catching_up(hub, channel, log):
    facts = log(2)
    hub.offer(channel.restaurant_id, facts)
    deaf = listen(hub, channel, since=facts[0].seq - 1, audience=Audience(frozenset({"table:7"})))
    more = log(1)
    hub.offer(channel.restaurant_id, more)
    until(lambda: deaf.at == more[-1].seq)
    assert deaf.stream == b""


@pytest.mark.parametrize("why", ["future", "epoch", "floor", "too far"])
def test_a_replay_is_whole_or_not_at_all(hub, channel, log, monkeypatch, why):
    facts = log(4)
    hub.offer(channel.restaurant_id, facts)
    since, epoch = facts[0].seq, str(channel.epoch)
    if why == "future":
        since = facts[-1].seq + 1
    elif why == "epoch":
        epoch = str(some_id())
    elif why == "floor":
        with db.atomic():
            db.session.execute(
                update(Stream).where(Stream.restaurant_id == channel.restaurant_id).values(floor_seq=facts[1].seq)
            )
        db.release()
    else:
        monkeypatch.setattr(hubs, "REPLAY", 2)
    ears = listen(hub, channel, since, epoch)
    assert ears.greeted == [(facts[-1].seq, True)]
    later = log(1)
    hub.offer(channel.restaurant_id, later)
    until(lambda: ears.at == later[-1].seq)
    assert ears.stream == stream(later)


def test_a_new_epoch_resets_everybody(hub, channel, log):
    ears = listen(hub, channel)
    log(1)
    epoch = some_id()
    with db.atomic():
        db.session.execute(update(Stream).where(Stream.restaurant_id == channel.restaurant_id).values(epoch=epoch))
    db.release()
    hub.check([channel.restaurant_id])
    head = live.position(channel.restaurant_id).seq
    assert ears.stream == frames.message(type="reset", seq=head)
    assert (channel.epoch, channel.last, ears.at) == (epoch, head, head)


def test_a_tick_tells_how_far_one_has_heard(hub, channel, log):
    ears = listen(hub, channel)
    facts = log(1)
    hub.offer(channel.restaurant_id, facts)
    until(lambda: ears.at == facts[-1].seq)
    hub.tick()
    assert ears.heard[-1] == frames.message(type="tick", seq=facts[-1].seq)


def test_who_left_hears_nothing_more(hub, channel, log):
    ears = listen(hub, channel)
    hub.offer(channel.restaurant_id, log(1))
    channel.leave(ears)
    until(lambda: not channel.scheduled)
    assert ears.stream == b""


def test_a_channel_nobody_uses_is_closed_after_a_while(hub, channel, monkeypatch):
    closed = []
    hub.on_close = closed.append
    hub.close_unused()
    hub.close_unused()
    assert closed == []
    monkeypatch.setattr(hubs, "LINGER", -1.0)
    hub.close_unused()
    assert closed == [channel.restaurant_id]
    assert hub.channels == {}
    hub.offer(channel.restaurant_id, [])


def test_many_writers_and_a_lossy_bus_still_give_every_number_once(hub, channel, log):
    ears = listen(hub, channel)
    facts = [fact for _ in range(10) for fact in log(3)]
    for fact in facts[::-2] + facts[::3]:
        hub.offer(channel.restaurant_id, [fact])
        gevent.sleep(0)
    hub.check([channel.restaurant_id])
    until(lambda: ears.at == facts[-1].seq)
    assert ears.stream == stream(facts)
