"""What waiting costs, measured beside the best of the field."""
