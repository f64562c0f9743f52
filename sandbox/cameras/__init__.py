"""A video gateway: a drawn still picture for each look that the product has signed."""
