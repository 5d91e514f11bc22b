"""Independent audit of a plan: shares no code with the model; reads the case and the solution tables only."""

from __future__ import annotations

from models.audit.finding import AuditAim, AuditFinding
from models.audit.run import audit
from models.audit.text import sentence

__all__ = ["AuditAim", "AuditFinding", "audit", "sentence"]
