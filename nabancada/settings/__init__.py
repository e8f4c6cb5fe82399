"""The settings of a house, as its owner reads and changes them."""
