"""Taking the money: one bill, what it is made of, who pays what, and how."""
