"""Pages about territory: old addresses and new ones for everybody, figures by the old and the new map for leaders."""
