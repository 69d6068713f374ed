"""The preparation plan: what to practise on which day until the interview, from the guides' steps and one's own gaps."""
