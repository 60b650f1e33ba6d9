"""The public page of a compound: put together from every area, kept ready-made, given out as it is."""

from app.insights.service.keeping import Ready, built, page, rebuild
from app.insights.service.versions import photo, published, sealed, version

__all__ = ["Ready", "built", "page", "photo", "published", "rebuild", "sealed", "version"]
