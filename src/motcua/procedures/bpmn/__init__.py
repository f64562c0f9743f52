"""Workflows as BPMN 2.0: pictures of them, XML that other tools read, and XML of other tools read.

Pure: no Django. It works on the plain tree of a workflow (the shape of the YAML), so that what is unfinished can be
drawn and written too. It does not judge soundness: `procedures.soundness` does.
"""

from motcua.foundation.safe_xml import NotReadable

from .drawing import Drawing, Names, drawing_of, element
from .findings import Finding
from .foreign import Vocabulary
from .layout import Layout, lay_out
from .picture import Mark, picture
from .reading import Reading, from_bpmn, workflow_of
from .writing import to_bpmn

__all__ = [
    "Drawing",
    "Finding",
    "Layout",
    "Mark",
    "Names",
    "NotReadable",
    "Reading",
    "Vocabulary",
    "drawing_of",
    "element",
    "from_bpmn",
    "lay_out",
    "picture",
    "to_bpmn",
    "workflow_of",
]
