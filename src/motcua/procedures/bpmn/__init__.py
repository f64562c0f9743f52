"""Workflows as BPMN 2.0: pictures of them, XML that other tools read, and XML of other tools read.

Pure: no Django. It works on the plain tree of a workflow (the shape of the YAML), so that what is unfinished can be
drawn and written too. It does not judge soundness: `procedures.soundness` does.
"""

from .drawing import Drawing, Names, drawing_of, element
from .layout import Layout, lay_out
from .picture import Mark, picture

__all__ = ["Drawing", "Layout", "Mark", "Names", "drawing_of", "element", "lay_out", "picture"]
