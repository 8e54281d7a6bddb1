"""The walk: policy, level, run, decision, notice, hold."""
