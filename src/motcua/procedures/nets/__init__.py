"""Workflow nets: what can happen in a workflow, and proof that it always comes to a good end.

Pure. `graph` is what others hand in (a BPMN drawing), `checking.check_graph` what comes back; `steps` makes the net
of a compiled workflow. The words are in `telling`.
"""

from .checking import Finding, check_graph, check_net
from .graph import Edge, Graph, Node, NodeKind, net_of
from .net import Net, Transition
from .telling import tell, tell_of_graph

__all__ = [
    "Edge",
    "Finding",
    "Graph",
    "Net",
    "Node",
    "NodeKind",
    "Transition",
    "check_graph",
    "check_net",
    "net_of",
    "tell",
    "tell_of_graph",
]
