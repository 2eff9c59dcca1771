"""经费: payments, ledgers, samples for inspection."""
