"""All computation of the programme: pure, typed, without Django."""
