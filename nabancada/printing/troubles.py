"""Why a printer does not print: codes as they are kept, and the words people read."""

from nabancada.i18n import mark

REFUSED = "refused"
SILENT = "silent"
BROKEN_OFF = "broken_off"
NO_PAPER = "no_paper"
OPEN = "open"
FORBIDDEN = "forbidden"
UNPRINTABLE = "unprintable"
ARCHIVED = "archived"

# `%(name)s` is the printer's.
WORDS = {
    REFUSED: mark("A impressora %(name)s recusa a ligação. Veja se está ligada."),
    SILENT: mark("A impressora %(name)s não responde."),
    BROKEN_OFF: mark("A impressora %(name)s deixou o papel a meio."),
    NO_PAPER: mark("A impressora %(name)s está sem papel."),
    OPEN: mark("A impressora %(name)s tem a tampa aberta."),
    FORBIDDEN: mark("Este servidor não pode chegar à impressora %(name)s."),
    UNPRINTABLE: mark("A impressora %(name)s não conseguiu desenhar este papel."),
    ARCHIVED: mark("A impressora %(name)s já não está em uso."),
}


class Trouble(Exception):
    """The paper has not come out, or nobody knows whether it has. `code` is one of `WORDS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
