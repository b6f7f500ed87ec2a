"""Speaking and listening: sound in and out, and what a sitting does with it."""
