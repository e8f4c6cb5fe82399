"""The counter: orders taken and handed out there, and the list of the day's orders."""
