"""The networks, one file a module, named after the paper's parts."""
