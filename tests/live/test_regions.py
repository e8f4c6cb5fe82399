from dataclasses import replace

import orjson
import pytest
from flask import request

from nabancada import access, db, i18n, live
from nabancada.access import Branch
from nabancada.live import regions
from nabancada.live.hub import Hub
from nabancada.live.listener import Ear
from nabancada.live.regions import Gallery
from nabancada.permissions import Permission
from tests.live.support import Ears, fact, house, some_id, until

COOK = frozenset({Permission.WORK_HERE, Permission.COOK})
WAITER = frozenset({Permission.WORK_HERE})


class Watcher(Ears):
    """A socket that watches regions."""

    class wire:
        closing = False

    def __init__(self, where, permissions=COOK, language="pt", branch=None):
        super().__init__()
        self.views = ()
        self.ear = Ear(frozenset(), "user:1", where, branch or where.branches[0], permissions, language, None)

    @property
    def frames(self):
        return [orjson.loads(data[data.index(b"{") :]) for data in self.heard]

    def shows(self, html):
        return bool(self.heard) and self.frames[-1]["html"] == html


@pytest.fixture
def drawn(monkeypatch):
    """Three regions, and what was drawn."""
    calls = []
    monkeypatch.setattr(regions, "_registered", {})

    @live.region("board", topics={"kitchen"}, needs=Permission.COOK)
    def board():
        calls.append("board")
        return f"<p>{len(calls)}</p>"

    @live.region("slip", topics=lambda table: {f"table:{table}"}, needs=Permission.WORK_HERE)
    def slip(table):
        calls.append(table)
        return f"<p>{table} {len(calls)}</p>"

    @live.region("who", topics={"floor"}, needs=Permission.WORK_HERE)
    def who():
        calls.append("who")
        me = access.current()
        bound = db.current_restaurant_id() == access.house().id
        return (
            f"{' '.join(sorted(me.permissions))} {i18n.language()} {me.user_id} {bound} {me.branch.name} {request.path}"
        )

    return calls


@pytest.fixture
def where(restaurant):
    position = live.position(restaurant.id)
    db.release()
    return house(restaurant.id, position.seq, position.epoch)


@pytest.fixture
def gallery(app, where):
    hub = Hub()
    made = Gallery(app, hub, None)
    made.channel = hub.channel(where.id, where.epoch, where.seq)
    return made


def touch(gallery, *topics):
    gallery.channel.accept(one := fact(gallery.channel.last + 1, *topics))
    gallery.touch(gallery.channel, [one])


def test_a_watched_region_comes_at_once_and_again_when_its_topic_is_touched(gallery, where, drawn):
    cook = Watcher(where)
    gallery.watch(cook, ["board"])
    until(lambda: cook.shows("<p>1</p>"))
    touch(gallery, "kitchen")
    until(lambda: cook.shows("<p>2</p>"))
    assert cook.frames[-1] == {"type": "region", "id": "board", "seq": where.seq + 1, "html": "<p>2</p>"}


def test_a_topic_of_somebody_else_draws_nothing(gallery, where, drawn):
    cook = Watcher(where)
    gallery.watch(cook, ["board", "slip:7"])
    until(lambda: len(cook.heard) == 2)
    touch(gallery, "floor", "table:8")
    touch(gallery, "table:7")
    until(lambda: cook.shows("<p>7 3</p>"))
    assert drawn == ["board", "7", "7"]


def test_what_a_drawing_depends_on_is_found_out_while_it_is_drawn(gallery, where, drawn):
    bills = ["1"]

    @live.region("bill", topics=lambda table: {f"table:{table}"}, needs=Permission.WORK_HERE)
    def bill(table):
        live.depends_on(f"bill:{bills[-1]}")
        drawn.append(table)
        return f"<p>{bills[-1]} {len(drawn)}</p>"

    cook = Watcher(where)
    gallery.watch(cook, ["bill:7"])
    until(lambda: cook.shows("<p>1 2</p>"))  # twice: something may have happened to the bill meanwhile
    touch(gallery, "bill:1")
    until(lambda: cook.shows("<p>1 3</p>"))
    bills.append("2")
    touch(gallery, "table:7")
    until(lambda: cook.shows("<p>2 5</p>"))
    touch(gallery, "bill:1")
    touch(gallery, "bill:2")
    until(lambda: cook.shows("<p>2 6</p>"))


def test_a_burst_is_drawn_once_or_twice(gallery, where, drawn):
    cook = Watcher(where)
    gallery.watch(cook, ["board"])
    until(lambda: cook.heard)
    for _ in range(20):
        touch(gallery, "kitchen")
    until(lambda: cook.frames[-1]["seq"] == where.seq + 20)
    assert len(drawn) <= 3


def test_one_drawing_serves_everybody_of_an_audience(gallery, where, drawn):
    cooks = [Watcher(where) for _ in range(5)]
    for cook in cooks:
        gallery.watch(cook, ["board"])
    until(lambda: all(cook.heard for cook in cooks))
    late = Watcher(where)
    until(lambda: not any(view.touched for view in gallery._views.values()))
    gallery.watch(late, ["board"])
    assert late.heard == cooks[0].heard[-1:]
    assert len(drawn) <= 2


def test_permissions_languages_and_branches_are_audiences_of_their_own(gallery, where, drawn):
    elsewhere = Branch(some_id(), "Talatona")
    cook, waiter, english = Watcher(where), Watcher(where, WAITER), Watcher(where, WAITER, "en")
    another = Watcher(where, WAITER, branch=elsewhere)
    for watcher in (cook, waiter, english, another):
        gallery.watch(watcher, ["who"])
    until(lambda: all(watcher.heard for watcher in (cook, waiter, english, another)))
    assert cook.shows("cook work_here pt None True Principal /")
    assert waiter.shows("work_here pt None True Principal /")
    assert english.shows("work_here en None True Principal /")
    assert another.shows("work_here pt None True Talatona /")


def test_a_view_knows_the_house_as_its_newest_watcher_does(gallery, where, drawn):
    @live.region("past", topics={"floor"}, needs=Permission.WORK_HERE)
    def past():
        return f"<p>{access.house().history_days}</p>"

    before, after = Watcher(where), Watcher(replace(where, history_days=30, seq=where.seq + 1))
    gallery.watch(before, ["past"])
    until(lambda: before.shows("<p>None</p>"))
    gallery.watch(after, ["past"])
    until(lambda: after.shows("<p>30</p>") and before.shows("<p>30</p>"))
    gallery.watch(late := Watcher(where), ["past"])  # its page was drawn before
    assert late.shows("<p>30</p>")


def test_what_may_not_be_seen_or_does_not_exist_is_left_out(gallery, where, drawn):
    waiter = Watcher(where, WAITER)
    gallery.watch(waiter, ["board", "nothing", "slip", "board:7", "slip:../x", "slip:" + "x" * 65, "slip:7"])
    until(lambda: waiter.heard)
    assert [frame["id"] for frame in waiter.frames] == ["slip:7"]
    assert drawn == ["7"]


def test_watching_anew_replaces_what_was_watched(gallery, where, drawn):
    cook = Watcher(where)
    gallery.watch(cook, ["board"])
    until(lambda: cook.heard)
    gallery.watch(cook, ["slip:7"])
    until(lambda: len(cook.heard) == 2)
    touch(gallery, "kitchen")
    touch(gallery, "table:7")
    until(lambda: len(cook.heard) == 3)
    assert drawn == ["board", "7", "7"]
    gallery.unwatch(cook)
    assert (gallery._views, gallery._by_restaurant) == ({}, {})


def test_a_drawing_that_fails_is_tried_again_and_hurts_nobody(gallery, where, drawn, monkeypatch, caplog):
    monkeypatch.setattr(regions, "RETRY", 0.01)
    fails = [True, True, False]

    @live.region("shaky", topics={"kitchen"}, needs=Permission.COOK)
    def shaky():
        if fails.pop(0):
            raise OSError("the database is away")
        return "steady"

    cook = Watcher(where)
    gallery.watch(cook, ["shaky"])
    until(lambda: cook.shows("steady"))
    assert "region not drawn" in caplog.text


def test_a_picture_that_did_not_change_is_not_sent_again(gallery, where, drawn):
    waiter = Watcher(where)
    gallery.watch(waiter, ["who", "board"])
    until(lambda: len(waiter.heard) == 2)
    touch(gallery, "floor")
    until(lambda: drawn.count("who") == 2)
    touch(gallery, "kitchen")
    until(lambda: len(waiter.heard) == 3)
    assert waiter.frames[-1]["id"] == "board"


def test_one_socket_watches_a_bounded_number(gallery, where, drawn):
    cook = Watcher(where)
    gallery.watch(cook, [f"slip:{n}" for n in range(100)])
    assert len(cook.views) == regions.MOST
    gallery.unwatch(cook)
