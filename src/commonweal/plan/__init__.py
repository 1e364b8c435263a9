"""The planning engine: technique, needs and limits become a plan with prices, and it proves itself.

Rules of this room:

* it knows no council: who ordered and who produces are names from outside;
* what is infeasible is an outcome with the limits that conflict, and no exception;
* whoever checks a plan trusts neither the solver nor the plan: the certificate is summed anew.

Not here: who proposes and decides (``commonweal.polity``).
"""
