"""后期管护: renovated parts over all compounds, until their warranty ends and after."""
