"""What people are told: one template to e-mail, SMS, WhatsApp link and the list of each person."""

from mourafaka.foundations.notices.events import Event, Recipient, register

__all__ = ["Event", "Recipient", "register"]
