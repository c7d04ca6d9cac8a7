"""The pages of the training."""
