"""Set-up, launcher, servers and the files for production."""
