"""A photographed face that can be moved, for the demo.

Three steps, each over as few pixels as it needs: lids and lips slide over what lies behind them
(`openings`), the skin is bent and the head is moved (`fields`); folds come and go (`folds`).
"""

from mien.sources.puppet.puppet import Look, Puppet

__all__ = ["Look", "Puppet"]
