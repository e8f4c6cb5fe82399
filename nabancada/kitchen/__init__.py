"""The kitchen's screen: what is to be cooked, oldest first, and what waits to be carried out."""
