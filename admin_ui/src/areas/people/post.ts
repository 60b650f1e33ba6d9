import type { PostIn, Region, Role } from '@/api/contract'
import { roleOf, type RoleInfo } from './roles'

export interface PostDraft {
  role: string
  region_id: string
  organisation_id: string
  compound_id: string
  starts_on: string
  ends_on: string
}

export const emptyPost = (today: string): PostDraft => ({
  role: '',
  region_id: '',
  organisation_id: '',
  compound_id: '',
  starts_on: today,
  ends_on: '',
})

/** What is missing, by field. The place asked for depends on the role. */
export function checkPost(draft: PostDraft): Record<string, string> {
  const found: Record<string, string> = {}
  const at = roleOf(draft.role)?.at
  if (!at) found.role = '请选择岗位'
  else if (at === 'organisation' && !draft.organisation_id) found.organisation_id = '请选择单位'
  else if (at !== 'organisation' && !draft.region_id) found.region_id = '请选择所在地区'
  if (!draft.starts_on) found.starts_on = '请选择开始日期'
  else if (draft.ends_on && draft.ends_on < draft.starts_on) found.ends_on = '结束日期不能早于开始日期'
  return found
}

/** The body to send, with the one place that fits the role. */
export function toPost(draft: PostDraft): PostIn {
  const body: PostIn = { role: draft.role as Role, starts_on: draft.starts_on }
  if (roleOf(draft.role)?.at === 'organisation') {
    body.organisation_id = draft.organisation_id
    if (draft.compound_id) body.compound_id = draft.compound_id
  } else {
    body.region_id = draft.region_id
  }
  if (draft.ends_on) body.ends_on = draft.ends_on
  return body
}

/** The regions of one kind; communities stand under their street. */
export function regionChoices(
  regions: readonly Region[],
  kind: RoleInfo['at'] | undefined,
): { value: string; label: string; group: string }[] {
  const names = new Map(regions.map((region) => [region.id, region.name]))
  return regions
    .filter((region) => region.kind === kind)
    .map((region) => ({
      value: region.id,
      label: region.name,
      group: kind === 'community' ? (names.get(region.parent_id ?? '') ?? '') : '',
    }))
}
