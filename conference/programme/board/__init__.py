"""The organisers' side of the plan: rooms, slots, sessions in them, and what is not right with it yet."""
