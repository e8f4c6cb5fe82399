"""What the world sees: the home page, signing a house up, and the rules of the house."""
