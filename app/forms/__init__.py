"""The forms of disclosure (公示表): what each says, when it is right, and how it is read aloud. Pure, and data-like.

``base`` says what a form is, ``content`` reads, compares and seals what one says; the other modules are the forms, each
with the figures of the rule behind it. Nothing here knows a database, a person or a request.
"""

from app.forms.base import Before, Body, Facts, Form, Level, Party, PeriodKind, Problem, Total, blank
from app.forms.registry import FORMS, form_of

__all__ = [
    "FORMS",
    "Before",
    "Body",
    "Facts",
    "Form",
    "Level",
    "Party",
    "PeriodKind",
    "Problem",
    "Total",
    "blank",
    "form_of",
]
