"""What can be wrong with a job."""


class JobError(ValueError):
    """A job that cannot be sent, followed or brought back; the message is one line that says what would be right."""
