"""The calendar of working days with its make-up days (调休), as people keep it."""
