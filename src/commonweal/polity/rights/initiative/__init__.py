"""Initiative, referendum and call-back: what members put to bodies, to all, and take back."""
