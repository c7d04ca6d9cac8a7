"""Programme, cohort, lots, call, rules of selection, applications and their eligibility."""
