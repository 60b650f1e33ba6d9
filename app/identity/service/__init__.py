"""What can be done with people, sessions and homes. Split by subject."""

from app.identity.service.callers import contact_person

__all__ = ["contact_person"]
