"""What every room stands on: acts, journal, refusals, policies, sockets, files, mail, documents."""
