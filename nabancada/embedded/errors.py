class EmbeddedError(RuntimeError):
    """An embedded server cannot run here: one sentence for the operator, then the end of its log."""
