"""What every subject may use; it knows nothing of the business.

``db`` stores, ``transaction`` commits, ``clock`` tells the time, ``crypto`` seals, ``codes`` invents names,
``ports`` are the plugs for the signer, the file store and the mail, ``errors`` what may be refused.
"""
