"""What can go wrong with a large language model; each message is one line."""


class LLMError(RuntimeError):
    """No usable answer came; the message says why and what would help."""


class BudgetError(LLMError):
    """The tokens, the money, or the time that were allowed are spent."""


class AnswerError(LLMError):
    """An answer came that is not in the form that was asked for."""


class StatusError(LLMError):
    """The server refused; `status` is its HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
