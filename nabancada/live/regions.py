"""Live parts of screens: the same partial the page includes, drawn anew when an event touches its topics.

State, not difference: a lost or late frame heals with the next one. Each region is drawn once per worker and
audience (restaurant, region, permissions, language), and all who watch it get the same frame.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any
from uuid import UUID

import gevent
from flask import Flask, g
from gevent.lock import BoundedSemaphore

from nabancada import db
from nabancada.access import Branch, House, Identity
from nabancada.errors import DomainError
from nabancada.live import frames, metrics
from nabancada.live.channel import Channel
from nabancada.live.events import Fact
from nabancada.live.hub import Hub
from nabancada.live.listener import Ear, Listener
from nabancada.permissions import Permission

log = logging.getLogger(__name__)

COALESCE = 0.050  # seconds between two drawings of one view, unless its region asks for more
FRESH = 5.0  # seconds a drawing may be handed to newcomers, if nothing touched it
AT_ONCE = 2  # drawings at a time in one worker
RETRY = 1.0  # seconds until a failed drawing is tried again
MOST = 20  # regions one socket may watch
ID = re.compile(r"([a-z][a-z0-9-]*)(?::([A-Za-z0-9_-]{1,64}))?")

Draw = Callable[..., str]
Topics = Callable[[str], set[str]]


@dataclass(frozen=True, slots=True)
class Region:
    """A registered live part. With an argument (`table-slip:<uuid>`) its topics depend on it."""

    name: str
    draw: Draw
    topics: set[str] | Topics
    needs: Permission
    every: float = COALESCE  # seconds between two drawings, at least


_registered: dict[str, Region] = {}


def region(
    name: str, *, topics: set[str] | Topics, needs: Permission, every: float = COALESCE
) -> Callable[[Draw], Draw]:
    """Register the decorated function as the live region `name`; it returns the HTML inside the element.

    It runs in a request context of its own with `access.identity()` (the audience, not a person) and the tenant set.
    """

    def register(draw: Draw) -> Draw:
        _registered[name] = Region(name, draw, topics, needs, every)
        return draw

    return register


def depends_on(topic: str) -> None:
    """What is being drawn shows this as well: its region is drawn anew when an event touches the topic, too.

    For what only the data tells, such as the bill a table shares. Says nothing where a whole page is drawn.
    """
    g.setdefault("depends_on", set()).add(topic)


@dataclass(frozen=True, slots=True)
class Audience:
    """Those for whom a region looks the same."""

    restaurant_id: UUID
    branch: Branch | None
    region_id: str
    permissions: frozenset[Permission]
    language: str


@dataclass(slots=True, eq=False)
class View:
    """A region as one audience sees it."""

    audience: Audience
    region: Region
    argument: str | None
    topics: frozenset[str]
    house: House
    also: frozenset[str] = frozenset()  # topics its last drawing depended on
    watchers: set[Listener] = field(default_factory=set)
    frame: bytes | None = None
    html: str | None = None
    drawn_at: float = 0.0
    touched: bool = False
    scheduled: bool = False


class Gallery:
    """The views that sockets of this worker watch."""

    def __init__(self, app: Flask, hub: Hub, base_url: str | None) -> None:
        self._app = app
        self._hub = hub
        self._base_url = base_url
        self._views: dict[Audience, View] = {}
        self._by_restaurant: dict[UUID, set[View]] = {}
        self._drawing = BoundedSemaphore(AT_ONCE)

    def watch(self, listener: Listener, region_ids: list[str]) -> None:
        """Let a socket watch these regions, and no others; what it may not see is left out in silence.

        The regions as they are now follow at once.
        """
        self.unwatch(listener)
        if listener.wire.closing:
            return
        wanted = dict.fromkeys(region_ids[:MOST])
        views = [view for one in wanted if (view := self._view(listener.ear, one)) is not None]
        listener.views = tuple(views)
        now = monotonic()
        for view in views:
            view.watchers.add(listener)
            if view.frame is not None and not view.touched and now - view.drawn_at < FRESH:
                listener.send(view.frame)
            else:
                view.html = None  # newcomers need the frame even if it looks as before
                self._schedule(view)

    def unwatch(self, listener: Listener) -> None:
        views, listener.views = listener.views, ()
        for view in views:
            assert isinstance(view, View)
            view.watchers.discard(listener)
            if not view.watchers:
                self._views.pop(view.audience, None)
                siblings = self._by_restaurant.get(view.audience.restaurant_id, set())
                siblings.discard(view)
                if not siblings:
                    self._by_restaurant.pop(view.audience.restaurant_id, None)

    def touch(self, channel: Channel, facts: list[Fact]) -> None:
        """Redraw what these events touch."""
        views = self._by_restaurant.get(channel.restaurant_id)
        if not views:
            return
        topics = frozenset().union(*[fact.topics for fact in facts])
        for view in views:
            if not topics.isdisjoint(view.topics | view.also):
                self._schedule(view)

    def touch_all(self, restaurant_id: UUID) -> None:
        """Redraw everything: nobody knows what was missed."""
        for view in self._by_restaurant.get(restaurant_id, ()):
            self._schedule(view)

    def _view(self, ear: Ear, region_id: str) -> View | None:
        named = ID.fullmatch(region_id)
        registered = _registered.get(named[1]) if named else None
        if named is None or registered is None or registered.needs not in ear.permissions:
            return None
        argument = named[2]
        if callable(registered.topics) is (argument is None):
            return None
        audience = Audience(ear.house.id, ear.branch, region_id, ear.permissions, ear.language)
        view = self._views.get(audience)
        if view is None:
            topics = registered.topics(argument or "") if callable(registered.topics) else registered.topics
            view = View(audience, registered, argument, frozenset(topics), ear.house)
            self._views[audience] = view
            self._by_restaurant.setdefault(ear.house.id, set()).add(view)
        elif ear.house.seq > view.house.seq:  # whoever comes last knows best what the plan shows
            view.touched |= ear.house.history_days != view.house.history_days
            view.house = ear.house
        return view

    def _schedule(self, view: View) -> None:
        view.touched = True
        if not view.scheduled:
            view.scheduled = True
            gevent.spawn_later(max(0.0, view.drawn_at + view.region.every - monotonic()), self._refresh, view)

    def _refresh(self, view: View) -> None:
        try:
            with self._drawing:
                if view.watchers:
                    view.touched = False
                    view.drawn_at = monotonic()
                    self._redraw(view)
        except DomainError:  # a table that is gone, say: the screen stays as it is
            log.debug("nothing to draw", extra={"region": view.region.name})
        except Exception:
            log.exception("region not drawn", extra={"region": view.region.name})
            gevent.spawn_later(RETRY, self._schedule, view)
        finally:
            view.scheduled = False
            if view.touched and view.watchers:
                self._schedule(view)

    def _redraw(self, view: View) -> None:
        """Draw and send. The number is read before the data, so the picture is at least as new as it says."""
        channel = self._hub.channels.get(view.audience.restaurant_id)
        seq = channel.last if channel else view.house.seq
        before = view.also
        html = draw(self._app, view, replace(view.house, seq=seq), self._base_url)
        if view.also - before:
            view.touched = True  # what happened to these while it was drawn touched nobody
        metrics.REGIONS.inc()
        if html == view.html:
            return
        view.html = html
        view.frame = frames.message(type="region", id=view.audience.region_id, seq=seq, html=html)
        for listener in list(view.watchers):
            listener.send(view.frame)


def draw(app: Flask, view: View, house: House, base_url: str | None) -> str:
    """The region's HTML, drawn as if a member of the audience asked."""
    audience = view.audience
    with app.test_request_context("/", base_url=base_url), db.tenant(audience.restaurant_id), db.read_only():
        g.language = audience.language
        g.identity = _somebody(audience, house)
        arguments: tuple[Any, ...] = () if view.argument is None else (view.argument,)
        html = view.region.draw(*arguments)
        view.also = frozenset(g.get("depends_on", ()))
        return html


def _somebody(audience: Audience, house: House) -> Identity:
    return Identity(
        key="audience",
        user_id=None,
        name="",
        email=None,
        role=None,
        permissions=audience.permissions,
        house=house,
        branch=audience.branch,
    )
