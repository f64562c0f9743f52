"""Investment: certificates of foreign investment and the companies that follow."""
