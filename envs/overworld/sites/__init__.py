"""Where in a world a player begins: near what a task is about, in a room in the rock, in a cave, in deep water."""
