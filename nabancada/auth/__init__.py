"""Who is who: staff, their sessions, API tokens, and what it takes to get in."""
