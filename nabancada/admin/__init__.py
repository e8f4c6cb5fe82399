"""The platform's own desk: approving houses and looking after their subscriptions."""
