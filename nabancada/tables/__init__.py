"""Tables and parties. Knows neither orders nor money: who asks about a bill asks elsewhere."""
