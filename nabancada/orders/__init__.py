"""Orders: from what somebody wants to what the kitchen serves."""
