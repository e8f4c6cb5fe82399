"""Restaurants: signing up, being approved, and the versions that everything cached hangs on."""
