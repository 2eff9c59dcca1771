"""评审: the pool of experts, panels, score sheets, what the papers say of them."""
