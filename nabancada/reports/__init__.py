"""The owner's day in figures. The one room whose queries may read any other room's tables."""
