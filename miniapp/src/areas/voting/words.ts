/** What came of a topic, in words. */
import type { Poll } from '@/areas/voting/api'

/** Matters of 民法典 278 that need three quarters of those who took part. */
const THREE_QUARTERS = [6, 7, 8]

/** An assembly decides; a survey says what those who took part think, however many they are. */
export function outcome(poll: Pick<Poll, 'kind' | 'result'>, at: number): string {
  const topic = poll.result?.topics[at]
  if (!topic) return ''
  if (topic.yes.homes === null) return '投的不到 5 户，各项票数不公布，免得看出是谁'
  const three = THREE_QUARTERS.includes(topic.matter)
  const survey = topic.approved
    ? three
      ? '四分之三以上同意'
      : '多数同意'
    : three
      ? '同意的不到四分之三'
      : '同意的没有过半'
  const word = poll.kind === 'assembly' ? (topic.passed ? '通过' : '没有通过') : survey
  return `${word}：同意 ${topic.yes.homes} 户，不同意 ${topic.no.homes} 户，弃权 ${topic.abstain.homes} 户`
}
