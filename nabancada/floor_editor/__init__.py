"""The plan of the house for who runs it: rooms, where tables stand, and the codes that stand on them."""
