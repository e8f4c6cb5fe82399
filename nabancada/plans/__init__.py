"""Plans, limits and subscriptions. Knows no other room: whoever is limited brings its own count."""
