"""The people of a house: who they are, who is invited, what they did; and everybody's own page."""
