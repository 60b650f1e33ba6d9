"""What can be done with disclosures: write, publish, correct and withdraw them, question them, see to what is due.

For the areas above: ``public_disclosures``, ``public_version`` and ``is_public_photo`` are what everybody may read;
``todo_*`` are rows of the desk; ``register_plan_rows`` says how a plan of services is looked up.
"""

from app.disclosures.queries.scope import is_public_photo
from app.disclosures.service.desk import todo_approve, todo_due, todo_objections
from app.disclosures.service.drafting import begin, register_plan_rows
from app.disclosures.service.moves import act
from app.disclosures.service.public import public_disclosures, public_version

__all__ = [
    "act",
    "begin",
    "is_public_photo",
    "public_disclosures",
    "public_version",
    "register_plan_rows",
    "todo_approve",
    "todo_due",
    "todo_objections",
]
