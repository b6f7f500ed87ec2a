"""Conducting an interview: plan, ledger, flow and the controller that drives them."""
