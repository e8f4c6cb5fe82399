"""The only writers of registers, shifts and cash movements."""

from nabancada.errors import Conflict


class NoOpenShift(Conflict):
    code = "no_open_shift"
    message = "Abra primeiro o turno da caixa."
