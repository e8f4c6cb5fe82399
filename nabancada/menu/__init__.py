"""The menu: categories, dishes, and the choices dishes ask for."""
