"""What a person agreed to, what a bank asks, and what a person asks about their own data: pages for residents and desks."""
