"""What contracts promise and what was done, what is published, missing and questioned in the demo district."""

from __future__ import annotations

from app.demo.openness.all import Openness

__all__ = ["Openness"]
