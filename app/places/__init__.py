"""Where things are: regions, organisations, compounds, buildings, homes, contracts, assets, warranties."""
