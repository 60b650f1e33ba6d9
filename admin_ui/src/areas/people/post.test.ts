// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { checkPost, emptyPost, regionChoices, toPost } from './post'
import { ROLES } from './roles'

const REGIONS = [
  { id: 'd', name: '示例区', kind: 'district' as const, parent_id: null },
  { id: 's', name: '示例街道', kind: 'street' as const, parent_id: 'd' },
  { id: 'c', name: '示例社区', kind: 'community' as const, parent_id: 's' },
]

describe('granting a post', () => {
  it('asks for the place that fits the role', () => {
    const asked = ROLES.map(({ value }) => [
      value,
      Object.keys(checkPost({ ...emptyPost('2026-11-22'), role: value })),
    ])
    expect(Object.fromEntries(asked)).toEqual({
      repair: ['organisation_id'],
      manager: ['organisation_id'],
      handler: ['organisation_id'],
      community: ['region_id'],
      secretary: ['region_id'],
      street: ['region_id'],
      district: ['region_id'],
      auditor: ['region_id'],
      sysadmin: ['region_id'],
    })
  })

  it('offers only regions of the right kind, communities with their street', () => {
    expect(regionChoices(REGIONS, 'community')).toEqual([
      { value: 'c', label: '示例社区', group: '示例街道' },
    ])
    expect(regionChoices(REGIONS, 'district').map((one) => one.value)).toEqual(['d'])
  })

  it('sends one place only, whatever was chosen before', () => {
    const draft = { ...emptyPost('2026-11-22'), region_id: 'c', organisation_id: 'o', compound_id: 'x' }
    expect(toPost({ ...draft, role: 'community' })).toEqual({
      role: 'community',
      region_id: 'c',
      starts_on: '2026-11-22',
    })
    expect(toPost({ ...draft, role: 'repair' })).toEqual({
      role: 'repair',
      organisation_id: 'o',
      compound_id: 'x',
      starts_on: '2026-11-22',
    })
  })

  it('does not end before it starts', () => {
    const draft = { ...emptyPost('2026-11-22'), role: 'street', region_id: 's', ends_on: '2026-11-01' }
    expect(checkPost(draft)).toEqual({ ends_on: '结束日期不能早于开始日期' })
  })
})
