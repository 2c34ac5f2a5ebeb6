"""The project's AWS resources: one construct a file, composed in reading order by `stack`."""
