"""检索: what can be found, the index kept up, questions and answers."""
