"""Keys that make a write repeatable: a double tap, or a retry on a bad network, writes once."""

from nabancada.keys.actions import ClientKey, claim, purge

__all__ = ["ClientKey", "claim", "purge"]
