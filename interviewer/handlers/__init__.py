"""What the machine does with each type of event: plain functions of a stage and an event, grouped by theme."""
