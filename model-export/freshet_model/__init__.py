"""From a log of behaviour windows to a model bundle that the streaming job can load."""
