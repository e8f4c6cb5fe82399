"""What the platform has to say to houses, and who has read it."""
