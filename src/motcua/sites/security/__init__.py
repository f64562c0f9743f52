"""Pages and proofs of officers' sign-on, and the city as a provider of sign-on for its other systems.

`proof.fresh_proof` and `proof.needs_fresh_proof`: for whatever asks for the second factor once more.
"""
