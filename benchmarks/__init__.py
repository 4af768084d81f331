"""Speed as ratios to the physical limit, floor and product measured in the same run."""
