"""The room's screen: the map of the tables, and ordering at one of them."""
