"""What people send: known by its content, made anew, looked at for viruses, then kept."""
