"""The demo district: invented compounds in nine real streets, with two years of tickets. For development only."""

from __future__ import annotations

from app.demo.loading import DemoRefused, load

__all__ = ["DemoRefused", "load"]
