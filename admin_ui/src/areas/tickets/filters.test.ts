import { describe, expect, it } from 'vitest'
import { fromQuery, toQuery } from '@/core/filters'
import { NO_FILTERS } from './filters'

describe('the address of the list', () => {
  // Links of the desk (待办) and of 督办; a name that is unknown here would open a list without its order.
  it.each([
    '/tickets?overdue=true',
    '/tickets?state=suspended&cause=shelved',
    '/tickets?called=true',
    '/tickets?mine=true',
    '/tickets?state=open&sort=due&source=hotline&level=street',
    '/tickets?street_id=s1&community_id=c1&organisation_id=none',
  ])('says the same after it was read: %s', (link) => {
    const query = Object.fromEntries(new URLSearchParams(link.split('?')[1]))
    expect(toQuery(fromQuery(NO_FILTERS, query))).toEqual(query)
  })
})
