"""Finds what people read in the code, for the catalogues: calls of `_`, and the sentences of refusals.

Refusals carry Portuguese text that only the edge translates (`message = "…"` of a `DomainError`, the advice in an
`InvalidInput`), so no call marks them. To bring the catalogues up to date:

    python -m babel.messages.frontend extract -F babel.cfg -k mark --no-location --sort-output \\
        --omit-header -o messages.pot nabancada templates
    python -m babel.messages.frontend update --no-fuzzy-matching --omit-header -i messages.pot -d nabancada/translations -l en
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

from babel.messages.extract import extract_python

REFUSALS = frozenset({"Conflict", "InvalidInput", "NotAllowed", "NotFound", "Unavailable", "ValueError"})
Found = tuple[int, str | None, Any, list[str]]


def extract(
    file: BinaryIO, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """What Babel asks of an extractor: line, function, text, comments."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type]
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        for text in _sentences(node):
            yield text.lineno, None, text.value, []


def _sentences(node: ast.AST) -> Iterator[ast.Constant]:
    match node:
        case ast.Assign(targets=[ast.Name("message")], value=ast.Constant(str()) as text):
            yield text
        case ast.Assign(targets=[ast.Name(name)], value=ast.Dict(values=texts)) if name.endswith("_NAMES"):
            yield from (text for text in texts if _is_text(text))
        case ast.Call(func=ast.Name(name), args=[ast.Constant(str()) as text, *_]) if name in REFUSALS:
            if text.value[:1].isupper():  # the others speak to programmers
                yield text
        case ast.Call(func=ast.Name("InvalidInput"), args=[ast.Dict(values=texts), *_]):
            yield from (text for text in texts if _is_text(text))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
