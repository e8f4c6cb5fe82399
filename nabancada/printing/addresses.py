"""Which addresses a printer may have: the server opens connections to whatever a house writes there.

Only literal addresses, so that no name can lead elsewhere later, and only of the networks the operator allows
(by default the private ones; never the server itself, link-local services or the Internet).
"""

from ipaddress import ip_address, ip_network

from nabancada.config import settings

PORTS = range(9100, 9110)  # where printers take raw bytes; one box may serve several


def reachable(host: str) -> bool:
    """Whether this server may connect to a printer at `host`."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in ip_network(one.strip()) for one in settings().nabancada_printer_networks.split(","))
