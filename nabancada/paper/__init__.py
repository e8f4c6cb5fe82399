"""Papers of the house: pre-bills, receipts, reports of the till and kitchen tickets, to print, to see and to keep."""
