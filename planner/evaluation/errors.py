"""What can be wrong with the input of a measurement."""


class EvaluationError(ValueError):
    """Something that nothing can be measured with; the message is one line that says what would be right."""
