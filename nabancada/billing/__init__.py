"""The plan of a house as its owner sees it: what is used, what another would give, what was paid."""
