"""What schools answer in forms: the questions, what a tick and the words beside it say, and how
answers stand above everything else that is known."""
