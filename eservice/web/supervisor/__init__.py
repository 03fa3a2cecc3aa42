"""Pages of whoever answers for the waiting time: figures, the requests behind them, and a supervisor's acts."""
