"""Paper: documents as data, the printers of a house, and what waits to be printed on them."""
