"""Language to plan: goals in English and Chinese, search over the skill graph, verification, replanning."""
