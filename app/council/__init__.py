"""The council of neighbours (议事厅): topics in five steps, meetings, what was resolved and who does it."""
