"""A module a family: its tasks' bodies, looks and errors, and `FAMILIES`, which names them."""
