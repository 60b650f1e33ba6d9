"""What those hear who proposed a topic or stand behind it."""

from __future__ import annotations

from app.council import queries
from app.council.models import Topic, TopicState
from app.notify.service import tell

TAKEN = "您提的“{title}”已经列为议题。在“议事厅”里看得到走到了哪一步。"
NOT_TAKEN = "您提的“{title}”没有受理：{because}"
POSTED = "“{title}”有了决议，正在公示。在“议事厅”里看决议；有不同意见，请告诉社区居委会。"
ENDED = "“{title}”办完了。请打开“议事厅”，说说您满意不满意。"
DROPPED = "“{title}”不再议了：{because}"


def proposer(topic: Topic) -> None:
    """Tell who proposed a topic whether it was taken."""
    if topic.proposer_id is None:
        return
    taken = topic.state == TopicState.LISTED
    words = (TAKEN if taken else NOT_TAKEN).format(title=topic.title, because=topic.because)
    tell(
        [topic.proposer_id],
        event_key=f"council:{topic.id}:{topic.state}",
        district_id=topic.district_id,
        title="您的提案列为议题了" if taken else "您的提案没有受理",
        text=words,
    )


def posted(topic: Topic) -> None:
    """Tell all of them that a resolution hangs out and can be objected to."""
    _all(topic, f"posted:{topic.version}", "议题有了决议，正在公示", POSTED.format(title=topic.title))


def ended(topic: Topic) -> None:
    """Ask all of them how content they are; once for each topic."""
    _all(topic, "ended", "议题办完了，请您评一评", ENDED.format(title=topic.title))


def dropped(topic: Topic) -> None:
    """Tell all of them why a topic is not talked about any more."""
    _all(topic, "dropped", "议题不再议了", DROPPED.format(title=topic.title, because=topic.because))


def _all(topic: Topic, what: str, title: str, words: str) -> None:
    people = {*queries.supporters(topic.id)} | ({topic.proposer_id} if topic.proposer_id else set())
    if people:
        key = f"council:{topic.id}:{what}"
        tell(sorted(people), event_key=key, district_id=topic.district_id, title=title, text=words)
