"""Consultations: their way (``moves``), opinions (``opinions``), what is seen (``showing``)."""
