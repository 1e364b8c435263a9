"""The ladder of decisions that a change of what is entrenched has to climb."""
