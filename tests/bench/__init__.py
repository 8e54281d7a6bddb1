"""What `make bench` runs: the product beside limits measured in the same run."""
