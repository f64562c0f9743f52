"""The portal as an installed program: drafts without a line, and the kiosk of a ward's hall."""
