"""A service with awkward metrics, seen from the language alone."""
