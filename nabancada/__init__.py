"""NaBancada: runs restaurants, from the order at the counter to the plate at the table."""
