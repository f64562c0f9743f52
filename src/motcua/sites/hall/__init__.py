"""Pages of the halls: numbers and bookings for residents, the counter for officers, supervision for leaders."""
