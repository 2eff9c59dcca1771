"""The folder of a workspace's stamps: records, samples, what is taken in."""
