"""Pages of old books: projects, inventory, keying beside the image, differences, classes, lots, targets."""
