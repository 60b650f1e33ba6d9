"""Public consultations on major decisions (重大行政决策征求意见): opinions, what became of each, what is published."""
