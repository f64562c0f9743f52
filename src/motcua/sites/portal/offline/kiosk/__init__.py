"""The device of a hall: four things with big targets, nobody signs on, nothing is kept."""
