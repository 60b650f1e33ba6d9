"""What can be done with routing rules: draft, check, publish, try out, and see how often they were right."""

from app.rulebook.service.accuracy import accuracy, accuracy_rows
from app.rulebook.service.editing import begin, check, discard, rebase, save, submit, withdraw
from app.rulebook.service.offering import buildings, grammar, organisations
from app.rulebook.service.publishing import note_published, publish, send_back
from app.rulebook.service.running import cancel, run, runs, start, step
from app.rulebook.service.showing import changes, listed, shown
from app.rulebook.service.waiting import todo

__all__ = [
    "accuracy",
    "accuracy_rows",
    "begin",
    "buildings",
    "cancel",
    "changes",
    "check",
    "discard",
    "grammar",
    "listed",
    "note_published",
    "organisations",
    "publish",
    "rebase",
    "run",
    "runs",
    "save",
    "send_back",
    "shown",
    "start",
    "step",
    "submit",
    "todo",
    "withdraw",
]
