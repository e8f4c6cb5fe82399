"""What a house uses of its plan: counts of many rooms beside the plan's ceilings."""
