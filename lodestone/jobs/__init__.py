"""Commands as jobs of a Ray cluster: code and the files that a command names go there, its run folder comes back."""
