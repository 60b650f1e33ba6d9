"""The council for the community that keeps it and for those who look after it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.exports import export
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, filters_of, page_of
from app.council import listings, schemas
from app.council.models import TopicAction
from app.council.service import meetings, showing, suggestions, tasks, topics

api = Api("council", __name__, url_prefix="/api/v1/staff/council", description="The council of neighbours")

Shape = dict[str, Any]
BY_HAND = {action.value for action in topics.EFFECTS}


@api.get(
    "/topics",
    permission=Permission.COUNCIL_READ,
    query=schemas.TopicsQuery,
    answers=page_of(schemas.CouncilTopicOut),
    operation="list_council_topics",
    summary="Topics in my region, the newest first",
)
def list_topics(actor: Actor, query: Shape) -> Page:
    return showing.page(actor, **query)


@api.get(
    "/topics.xlsx",
    permission=Permission.COUNCIL_READ,
    query=filters_of(schemas.TopicsQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_council_topics",
    summary="The same as a table to be saved",
)
def topics_file(actor: Actor, query: Shape) -> Response:
    return export(listings.TOPICS, actor, partial(showing.page, actor), query)


@api.get(
    "/words",
    permission=Permission.COUNCIL_READ,
    answers=schemas.CouncilWordsOut,
    operation="get_council_words",
    summary="What types of topics and bodies are called",
)
def words(actor: Actor) -> Shape:
    return showing.words()


@api.post(
    "/topics",
    permission=Permission.COUNCIL_WORK,
    body=schemas.CouncilTopicIn,
    answers=schemas.CouncilTopicDetailOut,
    status=201,
    creates=True,
    operation="add_council_topic",
    summary="List a topic that the community raises",
)
def add(actor: Actor, body: Shape, once: Once) -> Shape:
    compound_id = body.pop("compound_id")
    with unit_of_work():
        made = once(lambda: topics.add(actor, compound_id, body))
    return showing.detail(actor, made)


@api.get(
    "/topics/<uuid:topic_id>",
    permission=Permission.COUNCIL_READ,
    answers=schemas.CouncilTopicDetailOut,
    operation="get_council_topic",
    summary="One topic with its meetings, tasks and history",
)
def get(actor: Actor, topic_id: UUID) -> Shape:
    return showing.detail(actor, topic_id)


@api.post(
    "/topics/<uuid:topic_id>/actions/<action>",
    permission=Permission.COUNCIL_WORK,
    body=schemas.TopicActIn,
    answers=schemas.CouncilTopicDetailOut,
    operation="act_on_council_topic",
    summary="Take, decline, discuss, deliberate, resolve, send to the owners, close or drop",
)
def act(actor: Actor, topic_id: UUID, action: str, body: Shape) -> Shape:
    if action not in BY_HAND:
        raise NotFound
    with unit_of_work():
        topics.act(actor, topic_id, TopicAction(action), body)
    return showing.detail(actor, topic_id)


@api.post(
    "/topics/<uuid:topic_id>/tasks",
    permission=Permission.COUNCIL_WORK,
    body=schemas.CouncilTaskIn,
    answers=schemas.CouncilTopicDetailOut,
    status=201,
    creates=True,
    operation="add_council_task",
    summary="Who does what until when",
)
def add_task(actor: Actor, topic_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: tasks.add(actor, topic_id, body))
    return showing.detail(actor, made)


@api.post(
    "/tasks/<uuid:task_id>/actions/finish",
    permission=Permission.COUNCIL_WORK,
    body=schemas.CouncilTaskDoneIn,
    answers=schemas.CouncilTopicDetailOut,
    operation="finish_council_task",
    summary="A task was done, with the proof",
)
def finish_task(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        topic_id = tasks.finish(actor, task_id, body)
    return showing.detail(actor, topic_id)


@api.post(
    "/tasks/<uuid:task_id>/actions/change",
    permission=Permission.COUNCIL_WORK,
    body=schemas.CouncilTaskChangeIn,
    answers=schemas.CouncilTopicDetailOut,
    operation="change_council_task",
    summary="Put a task right; what it said before stays in the history",
)
def change_task(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        topic_id = tasks.change(actor, task_id, body)
    return showing.detail(actor, topic_id)


@api.post(
    "/tasks/<uuid:task_id>/actions/remove",
    permission=Permission.COUNCIL_WORK,
    body=schemas.CouncilTaskRemoveIn,
    answers=schemas.CouncilTopicDetailOut,
    operation="remove_council_task",
    summary="Take a task off that is not done; it stays in the history",
)
def remove_task(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        topic_id = tasks.remove(actor, task_id, body)
    return showing.detail(actor, topic_id)


# --- suggestions ---


@api.get(
    "/suggestions",
    permission=Permission.COUNCIL_READ,
    query=ListQuery,
    answers=page_of(schemas.SuggestionOut),
    operation="list_council_suggestions",
    summary="What may become a topic",
)
def list_suggestions(actor: Actor, query: Shape) -> Page:
    return suggestions.page(actor, **query)


@api.post(
    "/suggestions/<uuid:suggestion_id>/actions/take",
    permission=Permission.COUNCIL_WORK,
    answers=schemas.CouncilTopicDetailOut,
    operation="take_council_suggestion",
    summary="Make a topic of a suggestion",
)
def take(actor: Actor, suggestion_id: UUID) -> Shape:
    with unit_of_work():
        made = suggestions.take(actor, suggestion_id)
    return showing.detail(actor, made)


@api.post(
    "/suggestions/<uuid:suggestion_id>/actions/decline",
    permission=Permission.COUNCIL_WORK,
    body=schemas.SuggestionDeclineIn,
    status=204,
    operation="decline_council_suggestion",
    summary="Put a suggestion aside, with the reason",
)
def decline(actor: Actor, suggestion_id: UUID, body: Shape) -> None:
    with unit_of_work():
        suggestions.decline(actor, suggestion_id, body["reason"])


# --- meetings ---


@api.get(
    "/meetings",
    permission=Permission.COUNCIL_READ,
    query=schemas.MeetingsQuery,
    answers=page_of(schemas.MeetingOut),
    operation="list_council_meetings",
    summary="Meetings in my region, the latest first",
)
def list_meetings(actor: Actor, query: Shape) -> Page:
    return meetings.page(actor, **query)


@api.post(
    "/meetings",
    permission=Permission.COUNCIL_WORK,
    body=schemas.MeetingIn,
    answers=schemas.MeetingOut,
    status=201,
    creates=True,
    operation="add_council_meeting",
    summary="Write a meeting down",
)
def add_meeting(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: meetings.add(actor, body))
    return meetings.detail(actor, made)


@api.get(
    "/meetings/<uuid:meeting_id>",
    permission=Permission.COUNCIL_READ,
    answers=schemas.MeetingOut,
    operation="get_council_meeting",
    summary="One meeting with its minutes",
)
def get_meeting(actor: Actor, meeting_id: UUID) -> Shape:
    return meetings.detail(actor, meeting_id)


@api.post(
    "/meetings/<uuid:meeting_id>/actions/save",
    permission=Permission.COUNCIL_WORK,
    body=schemas.MeetingSaveIn,
    answers=schemas.MeetingOut,
    operation="save_council_meeting",
    summary="Correct a meeting",
)
def save_meeting(actor: Actor, meeting_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        meetings.save(actor, meeting_id, body)
    return meetings.detail(actor, meeting_id)


@api.post(
    "/meetings/<uuid:meeting_id>/photos/<uuid:photo_id>/actions/remove",
    permission=Permission.COUNCIL_WORK,
    body=schemas.MeetingVersionIn,
    answers=schemas.MeetingOut,
    operation="remove_council_meeting_photo",
    summary="Take a photo off a meeting: nobody sees it there any more",
)
def remove_photo(actor: Actor, meeting_id: UUID, photo_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        meetings.remove_photo(actor, meeting_id, photo_id, body["version"])
    return meetings.detail(actor, meeting_id)


@api.post(
    "/meetings/<uuid:meeting_id>/photos/<uuid:photo_id>/actions/restore",
    permission=Permission.COUNCIL_WORK,
    body=schemas.MeetingVersionIn,
    answers=schemas.MeetingOut,
    operation="restore_council_meeting_photo",
    summary="Put a photo back that one has just taken off",
)
def restore_photo(actor: Actor, meeting_id: UUID, photo_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        meetings.restore_photo(actor, meeting_id, photo_id, body["version"])
    return meetings.detail(actor, meeting_id)
