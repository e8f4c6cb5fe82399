"""The way in: signing up and in and out, the language, the plan, and the way to one's own screen."""
