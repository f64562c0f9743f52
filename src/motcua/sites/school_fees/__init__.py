"""School fees as guardians and schools see them."""
