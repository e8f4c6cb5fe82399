"""The menu as whoever runs the house writes it: dishes, choices, prices, sheets."""
