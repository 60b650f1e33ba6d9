"""Dispatch inside a company (单位内派单): the duty roster, and to whom the next order goes."""
