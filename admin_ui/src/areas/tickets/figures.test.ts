// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { fromQuery, toQuery } from '@/core/filters'
import { behind, FIGURES } from './figures'
import { NO_FILTERS, onTheWire } from './filters'

describe('what stands behind a figure of 督办', () => {
  it('is asked for by the place of the row and by what is counted', () => {
    expect(behind('street', { id: 's1', name: '示例街道' }, 'shelved')).toEqual({
      path: '/tickets',
      query: { state: 'suspended', cause: 'shelved', street_id: 's1', of: '示例街道' },
    })
    const nobody = behind('organisation', { id: null, name: null }, 'unrouted').query
    expect(nobody).toEqual({ state: 'submitted', organisation_id: 'none', of: '尚未确定责任单位' })
  })

  it.each(FIGURES.map(({ key }) => key))('reaches the list as it was meant: %s', (key) => {
    for (const by of ['street', 'community', 'compound', 'organisation']) {
      const { query } = behind(by, { id: 'x1', name: '示例' }, key)
      expect(toQuery(fromQuery(NO_FILTERS, query))).toEqual(query)
    }
  })
})

describe('the list on the wire', () => {
  it('says nothing of what only the page shows, and lists 挂账 by the day of review', () => {
    const filters = { ...NO_FILTERS, of: '示例街道', state: 'suspended', cause: 'shelved' }
    expect(onTheWire(filters)).toEqual({ state: 'suspended', cause: 'shelved', sort: 'review' })
    expect(onTheWire({ ...filters, sort: 'due' })).toMatchObject({ sort: 'due' })
    expect(onTheWire({ ...NO_FILTERS, state: 'suspended' })).toEqual({ state: 'suspended' })
  })
})
