"""One module for each Lambda state of the workflow, named by the state's own words."""
