"""A page as people have it before them: its forms, what their fields hold, what is said beside them and above."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_SENT = {"submit", "button", "reset", "file"}


@dataclass
class Form:
    """`sends`: it posts. `closed` is a form in a dialog or fold that has to be opened first."""

    action: str
    sends: bool
    closed: bool
    fields: dict[str, list[str]] = field(default_factory=dict)
    described: dict[str, set[str]] = field(default_factory=dict)  # by a field's name, what its input points to
    alerts: list[str] = field(default_factory=list)  # what is wrong of something that is no single field


class Page(HTMLParser):
    """Read whole when it is made. `errors` are the sentences beside fields, by id; `banners` those above all."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.errors: dict[str, str] = {}
        self.banners: list[str] = []
        self._path = path
        self._open: list[tuple[str, dict[str, str]]] = []
        self._form: Form | None = None
        self._texts: list[tuple[int, list[str], str]] = []  # how deep it began, its pieces, where it belongs
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self.feed(text)

    def form(self, action: str) -> Form:
        """The first one that sends something there."""
        return next(one for one in self.forms if one.action == action and one.sends and one.fields)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, held))
        if any(name == "template" for name, _held in self._open):
            return
        self._collect(tag, held)
        if tag == "form":
            self._form = Form(held.get("action", self._path), held.get("method") == "post", self._closed())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(tag, held)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        depth = max((n for n, (name, _held) in enumerate(self._open) if name == tag), default=None)
        if depth is None:
            return
        del self._open[depth:]
        for one in [one for one in self._texts if one[0] > len(self._open)]:
            self._texts.remove(one)
            self._said(one[2], "".join(one[1]))
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select and self._form:
            name, options = self._select
            chosen = next((value for value, selected in options if selected), options[0][0])
            self._form.fields.setdefault(name, []).append(chosen)
            self._select = None

    def handle_data(self, data: str) -> None:
        for _depth, pieces, _place in self._texts:
            pieces.append(data)

    def _collect(self, tag: str, held: dict[str, str]) -> None:
        classes = held.get("class", "").split()
        if tag == "textarea":
            self._texts.append((len(self._open), [], f"text {held['name']}"))
        elif "nb-banner" in classes:
            self._texts.append((len(self._open), [], "banner"))
        elif "nb-field__error" in classes and "hidden" not in held:
            self._texts.append((len(self._open), [], f"error {held.get('id', '')}"))

    def _control(self, tag: str, held: dict[str, str]) -> None:
        name = held.get("name")
        if tag == "option" and self._select:
            self._select[1].append((held.get("value", ""), "selected" in held))
        if not name or "disabled" in held or held.get("type") in NOT_SENT or self._form is None:
            return
        self._form.described.setdefault(name, set()).update(held.get("aria-describedby", "").split())
        if tag == "select":
            self._select = (name, [])
        elif tag == "input":
            values = self._form.fields.setdefault(name, [])
            if held.get("type") not in {"checkbox", "radio"}:
                values.append(held.get("value", ""))
            elif "checked" in held:
                values.append(held.get("value", "on"))

    def _said(self, place: str, text: str) -> None:
        kind, _space, name = place.partition(" ")
        if kind == "text" and self._form:
            self._form.fields.setdefault(name, []).append(text.removeprefix("\n"))
        elif kind == "banner":
            self.banners.append(" ".join(text.split()))
        elif kind == "error" and text.strip():
            self.errors[name] = " ".join(text.split())
            if not name and self._form:
                self._form.alerts.append(self.errors[name])

    def _closed(self) -> bool:
        return any(
            (tag == "dialog" and "data-open-now" not in held) or (tag == "details" and "open" not in held)
            for tag, held in self._open
        )
