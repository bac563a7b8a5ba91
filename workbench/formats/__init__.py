"""Documents in and out: reading and finding them, writing them, segments as JSON.

Only bytes, paths and text live here. What happens to the text in between is the pipeline's, and
nothing here knows of projects, models or the command line.
"""
