"""Finds what people read in the code, for the catalogues: calls of `_`, and the sentences of refusals.

Refusals carry Portuguese text that only the edge translates (`message = "…"` of a `DomainError`, the advice in an
`InvalidInput`), so no call marks them. To bring the catalogues up to date:

    python -m babel.messages.frontend extract -F babel.cfg -k mark --no-location --sort-output \\
        -o var/messages.pot nabancada templates
    python -m babel.messages.frontend update --no-fuzzy-matching --ignore-obsolete \\
        -i var/messages.pot -d nabancada/translations -l en
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from babel.messages.extract import extract_python

REFUSALS = frozenset({"Conflict", "InvalidInput", "NotAllowed", "NotFound", "Unavailable", "ValueError"})
Found = tuple[Any, ...]  # line, function, text, comments


def extract(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[Found]:
    """What Babel asks of an extractor."""
    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        for one in _sentences(node):
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
                yield one.lineno, None, one.value, []


def _sentences(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=[ast.Name("message")], value=text):
            yield text
        case ast.Assign(targets=[ast.Name(name)], value=ast.Dict(values=texts)) if name.endswith("_NAMES"):
            yield from texts
        case ast.Call(func=ast.Name("InvalidInput"), args=[ast.Dict(values=texts), *_]):
            yield from texts
        case ast.Call(func=ast.Name(name), args=[ast.Constant(str(said)) as text, *_]) if name in REFUSALS:
            if said[:1].isupper():  # the others speak to programmers
                yield text
