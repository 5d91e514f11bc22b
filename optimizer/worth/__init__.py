"""What limits are worth, why something is not used, and where a figure comes from."""
