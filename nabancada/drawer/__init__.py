"""The till of who takes money: begin a shift, move cash, count and close."""
