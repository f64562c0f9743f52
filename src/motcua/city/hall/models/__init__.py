"""Rows of the halls."""

from motcua.city.hall.models.bookings import Booking, Slot
from motcua.city.hall.models.figures import HourFigure
from motcua.city.hall.models.layout import Counter, Group, Hall
from motcua.city.hall.models.queue import Handled, Move, Sitting, Ticket
from motcua.city.hall.models.supervision import Camera, CameraView, SpotCheck, Task
from motcua.city.hall.models.transfers import Slip, Transfer

__all__ = [
    "Booking", "Camera", "CameraView", "Counter", "Group", "Hall", "Handled", "HourFigure", "Move", "Sitting", "Slip",
    "Slot", "SpotCheck", "Task", "Ticket", "Transfer",
]  # fmt: skip
