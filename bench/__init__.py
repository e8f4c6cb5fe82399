"""How fast the house works: real servers, real sockets, one command (`make bench`)."""
