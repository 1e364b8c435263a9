"""Corrections: papers that were typed in wrongly are typed anew, and the result follows them."""
