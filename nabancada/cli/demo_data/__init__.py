"""The demonstration houses: what they sell, where guests sit, who works there, how a week of theirs goes."""
