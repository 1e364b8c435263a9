"""Workers' control: what a workforce is shown, and refused, in a unit of another owner."""
