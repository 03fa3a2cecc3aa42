"""Pages of the officers: the queue of one's office, one request beside its files, the counter.

Queue (antrean): what waits for somebody. Counter (loket): filing together with the person in front of the desk.
Hand over (serahkan): what SIAK made reaches the citizen.
"""
