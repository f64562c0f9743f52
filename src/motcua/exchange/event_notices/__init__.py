"""Notices of civil-status events to those who keep copies: who was told, who has answered, who has not for days."""
