"""Training: from a data manifest to a MarianMT folder, and from reviewed segments to a better one.

torch, transformers and SentencePiece are imported inside functions here, as in ``engine``. Nothing
here draws, prints or looks a setting up; whoever trains is told through a ``Listener``.
"""

from __future__ import annotations

import os

# A thread that waits must not spin: beside other work two spinning threads are slower than one.
# torch reads this when it is imported, and every module here that imports torch comes after.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
