"""What one version of a procedure says: typed, immutable, written as YAML by an editor.

Only shapes live here. What a definition *means* (is it sound, which fields are visible, what is due) is in
`compile`, `soundness` and `forms`. Nothing here knows of Django, of a person or of a dossier.

Every `when`, every computed `required` and `amount` is a CEL expression. Names in it: the ids of the form's
fields, and `case`, `channel`, `today`, `applicant`, `officer` (see `procedures.compile.environment`).
"""

from .form import Field, FieldKind, Form, FormCheck, Group, Option, Page, Prefill, Repeat
from .linked import SET_SYSTEM, Linked, LinkedPart
from .needs import Case, Extension, FeeLine, FreeWhen, Limit, PaperComponent, Payment, Supplement
from .procedure import Channels, Competent, OnlineLevel, ProcedureDefinition
from .result import (
    MADE_BY_NO_STEP,
    OF_PARTS,
    OUTSIDE,
    Layout,
    Numbering,
    Result,
    ResultBlock,
    ResultLine,
    Validity,
)
from .words import AgencyKind, Channel, Code, Expr, Id, Key, Level, LimitUnit, Part, PostKind, Text
from .workflow import (
    CONSULTED_KINDS,
    END,
    Action,
    Assignment,
    CheckItem,
    Consult,
    Escalation,
    External,
    Opinion,
    Silence,
    Step,
    StepKind,
    Variant,
    Workflow,
    WorkflowPart,
)

__all__ = [
    "CONSULTED_KINDS",
    "END",
    "MADE_BY_NO_STEP",
    "OF_PARTS",
    "OUTSIDE",
    "SET_SYSTEM",
    "Action",
    "AgencyKind",
    "Assignment",
    "Case",
    "Channel",
    "Channels",
    "CheckItem",
    "Code",
    "Competent",
    "Consult",
    "Escalation",
    "Expr",
    "Extension",
    "External",
    "FeeLine",
    "Field",
    "FieldKind",
    "Form",
    "FormCheck",
    "FreeWhen",
    "Group",
    "Id",
    "Key",
    "Layout",
    "Level",
    "Limit",
    "LimitUnit",
    "Linked",
    "LinkedPart",
    "Numbering",
    "OnlineLevel",
    "Opinion",
    "Option",
    "Page",
    "PaperComponent",
    "Part",
    "Payment",
    "PostKind",
    "Prefill",
    "ProcedureDefinition",
    "Repeat",
    "Result",
    "ResultBlock",
    "ResultLine",
    "Silence",
    "Step",
    "StepKind",
    "Supplement",
    "Text",
    "Validity",
    "Variant",
    "Workflow",
    "WorkflowPart",
]
