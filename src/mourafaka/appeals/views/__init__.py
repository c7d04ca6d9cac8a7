"""Pages of appeals: the cooperative's, the staff's."""
