"""Money that goes back to payers: asked by one officer, approved by another, sent the way it came."""
