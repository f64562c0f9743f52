"""Pages of organisations: who may act for us, for whom I may act, and acting for it."""
