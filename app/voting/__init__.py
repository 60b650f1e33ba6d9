"""业主决定: what owners decide together, from the notice to the result that anybody concerned can count again."""
