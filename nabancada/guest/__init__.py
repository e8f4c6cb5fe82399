"""What guests see without signing in: the menu of a house, on its own address or behind a table's code."""
