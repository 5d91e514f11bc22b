"""How sure a plan is: what becomes of it when figures are not what they were taken to be."""
