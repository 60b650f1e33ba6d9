import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { endingText, lastDay, plainDay, scopeText, spokenCode, stateText } from '@/areas/identity/delegates'
import type { Delegation } from '@/areas/identity/delegates'
import type { Draft } from '@/core/drafts'
import type { Me, Principal } from '@/core/types'
import { problem, signedInPhone, type Call, type Phone, type Reply } from './fakeUni'

let phone: Phone

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-daughter')
})

const MOTHER: Principal = {
  delegation_id: 'd-1',
  person: { id: 'p-mother', name: '李秀兰' },
  relation: '女儿',
  scope: 'all',
  ends_on: '2027-02-24',
  homes: [
    {
      home_id: 'h-1',
      label: '101',
      compound_id: 'c-1',
      compound_name: '示例东里',
      building_id: 'b-3',
      state: 'active',
    },
    {
      home_id: 'h-2',
      label: '102',
      compound_id: 'c-1',
      compound_name: '示例东里',
      building_id: 'b-4',
      state: 'pending',
    },
  ],
}
const delegation = (over: Partial<Delegation> = {}): Delegation => ({
  id: 'd-1',
  mine: true,
  principal: MOTHER.person,
  agent: { id: 'p-daughter', name: '张晓燕' },
  relation: '女儿',
  scope: 'all',
  state: 'active',
  ends_on: '2027-02-24',
  version: 2,
  actions: ['revoke'],
  ...over,
})

/** Put the person on the phone in possession of these principals and own places. */
async function knows(principals: Principal[], compounds: Me['compounds'] = []) {
  const { me } = await import('@/core/session')
  const person = { id: 'p-daughter', name: '张晓燕', phone_masked: null }
  me.value = { person, posts: [], homes: [], compounds, principals }
}

function serve(answers: Record<string, (call: Call) => Reply>) {
  phone.serve((call) => answers[`${call.method} ${call.path}`]?.(call) ?? { status: 404 })
}

describe('words', () => {
  test('the last day is a day of this phone, and is said as people say it', () => {
    expect(lastDay(90, new Date(2026, 10, 26, 23, 30))).toBe('2027-02-24')
    expect(plainDay('2027-02-24')).toBe('2027年2月24日')
    expect(spokenCode('01234567')).toBe('0123 4567')
  })

  test.each([
    [delegation(), '能替您报事', '到 2027年2月24日为止', '张晓燕马上就看不到您的事'],
    [delegation({ mine: false }), '您能替李秀兰报事', '到 2027年2月24日为止', '您马上就看不到李秀兰的事'],
    [delegation({ scope: 'view' }), '只能看您报的事', '为止', '照样办'],
    [delegation({ state: 'invited', agent: null }), '能替您报事', '还没有人输入', '就不能用了'],
  ])('both sides read what it means, and what ending it means', (one, scope, state, ending) => {
    expect(scopeText(one)).toContain(scope)
    expect(stateText(one)).toContain(state)
    expect(endingText(one)).toContain(ending)
  })
})

describe('asking for help', () => {
  test('a lost answer asked again is the same invitation; another wish is another one', async () => {
    const keys: string[] = []
    let lost = true
    serve({
      'POST /delegations': (call) => {
        keys.push(call.header['Idempotency-Key'])
        return { status: 201, body: { ...delegation({ state: 'invited' }), code: '01234567' }, lost }
      },
    })
    const { useInvite } = await import('@/areas/identity/useDelegates')
    const { relation, scope, made, invite } = useInvite()
    expect(await invite()).toBe(false)
    expect(phone.calls).toEqual([])
    relation.value = '女儿'
    expect(await invite()).toBe(false)
    lost = false
    expect(await invite()).toBe(true)
    expect(made.value?.code).toBe('01234567')
    expect(keys[1]).toBe(keys[0])
    scope.value = 'view'
    await invite()
    expect(keys[2]).not.toBe(keys[0])
    expect(phone.calls.at(-1)?.data).toMatchObject({ relation: '女儿', scope: 'view', ends_on: lastDay(90) })
  })

  test('a code is eight digits, however it is typed; the phone then knows for whom it may report', async () => {
    serve({
      'POST /delegations/accept': () => ({ body: delegation({ mine: false }) }),
      'GET /me': () => ({ body: { person: { id: 'p-daughter', name: '张晓燕' }, principals: [MOTHER] } }),
      'GET /delegations': () => ({ body: { items: [delegation({ mine: false })], next: null } }),
    })
    const { useDelegates } = await import('@/areas/identity/useDelegates')
    const { typed, refusal, accept, helped } = useDelegates()
    typed.value = '1234'
    expect(await accept()).toBe('')
    expect(refusal.value).toContain('8 位')
    expect(phone.calls).toEqual([])
    typed.value = '0123 4567'
    expect(await accept()).toBe('李秀兰')
    expect(phone.calls[0].data).toEqual({ code: '01234567' })
    expect(helped.value).toHaveLength(1)
    const whom = await import('@/areas/report/useWhom')
    expect(whom.helped.value.map((one) => one.person.name)).toEqual(['李秀兰'])
  })

  test('a wrong code says why, beside the field', async () => {
    serve({
      'POST /delegations/accept': () => ({ status: 404, body: problem('app.not_found', '代办码不对') }),
    })
    const { useDelegates } = await import('@/areas/identity/useDelegates')
    const { typed, refusal, problem: above, accept } = useDelegates()
    typed.value = '01234567'
    expect(await accept()).toBe('')
    expect([refusal.value, above.value]).toEqual(['代办码不对', ''])
    expect(typed.value).toBe('01234567')
  })

  test('what the other side has ended already is told, and the newest list shown', async () => {
    serve({
      'POST /delegations/d-1/actions/revoke': () => ({
        status: 409,
        body: problem('app.conflict', '刚刚有变化'),
      }),
      'GET /delegations': () => ({ body: { items: [delegation({ state: 'ended' })], next: null } }),
    })
    const { useDelegates } = await import('@/areas/identity/useDelegates')
    const { problem: above, past, helpers, end } = useDelegates()
    expect(await end(delegation())).toBe(false)
    expect(above.value).toContain('刚刚有变化')
    expect([helpers.value, past.value.length]).toEqual([[], 1])
  })
})

describe('reporting for a relative', () => {
  const OWN = [{ id: 'c-9', name: '自己的小区', basis: 'home' as const }]
  const buildings = (ids: string[]) => ({
    body: { items: ids.map((id) => ({ id, name: id, units: [] })), next: null },
  })

  async function where(over: Partial<Draft> = {}) {
    serve({
      'GET /compounds/c-1/buildings': () => buildings(['b-3', 'b-4']),
      'GET /compounds/c-9/buildings': () => buildings(['b-9']),
      'GET /me': () => ({ status: 500 }),
    })
    const { openDraft } = await import('@/core/drafts')
    const draft = ref(Object.assign(openDraft('repair'), over))
    const { useWhere } = await import('@/areas/report/useWhere')
    return { draft, ...useWhere(draft) }
  }

  test('choosing her offers her compounds, once each, and her building', async () => {
    await knows([MOTHER], OWN)
    const { draft, places, load, chooseWhom } = await where()
    await load()
    expect(draft.value).toMatchObject({ whom: null, compound: { id: 'c-9' } })
    await chooseWhom(MOTHER.person)
    expect(places.value).toMatchObject([{ id: 'c-1', name: '示例东里', hint: '李秀兰家在这里' }])
    expect(draft.value).toMatchObject({
      whom: MOTHER.person,
      compound: { id: 'c-1' },
      building: { id: 'b-3' },
    })
    await chooseWhom(null)
    expect(draft.value).toMatchObject({ whom: null, compound: { id: 'c-9' }, building: null })
  })

  test('who lives nowhere here and helps one person reports for her from the start', async () => {
    phone.storage.set('hfw.me', '')
    await knows([MOTHER])
    serve({})
    const { draft, load } = await where()
    const { me } = await import('@/core/session')
    serve({
      'GET /compounds/c-1/buildings': () => buildings(['b-3']),
      'GET /me': () => ({ body: me.value }),
    })
    await load()
    expect(draft.value).toMatchObject({ whom: { name: '李秀兰' }, compound: { id: 'c-1' } })
  })

  test('who only looks is not offered, and who is helped no longer is not reported for', async () => {
    await knows([{ ...MOTHER, scope: 'view', homes: [] }], OWN)
    const { helped } = await import('@/areas/report/useWhom')
    expect(helped.value).toEqual([])
    const { draft, load } = await where({
      whom: MOTHER.person,
      compound: { id: 'c-1', name: '示例东里', visitor: false },
    })
    await load()
    expect(draft.value).toMatchObject({ whom: null, compound: { id: 'c-9' } })
  })

  test('what a phone kept before there were delegates still works', async () => {
    const { me } = await import('@/core/session')
    me.value = { person: { id: 'p-1', name: '王', phone_masked: null }, posts: [], homes: [], compounds: OWN }
    const { draft, load } = await where({ whom: undefined })
    await load()
    expect(draft.value.compound?.id).toBe('c-9')
  })

  test('the report, the hint and the joining say for whom', async () => {
    const one = { id: 't-7', no: '0007', joined: false, reporters: 1 }
    serve({
      'POST /tickets': () => ({ status: 201, body: { id: 't-1' } }),
      'POST /tickets/similar': () => ({ body: { items: [one], next: null } }),
      'POST /tickets/t-7/join': () => ({ body: { id: 't-7' } }),
    })
    const { openDraft, sendDraft } = await import('@/core/drafts')
    const draft = openDraft('repair')
    const place = { compound: { id: 'c-1', name: '示例东里', visitor: false } }
    Object.assign(draft, { words: '灯不亮', whom: MOTHER.person, ...place })
    const { useSimilar } = await import('@/areas/report/useSimilar')
    const { join } = useSimilar(ref(draft), ref(null))
    await join(one as never)
    await sendDraft(draft.id)
    const said = phone.calls.map((call) => [call.path, (call.data as Record<string, unknown>).on_behalf_of])
    expect(Object.fromEntries(said)).toEqual({
      '/tickets/similar': 'p-mother',
      '/tickets/t-7/join': 'p-mother',
      '/tickets': 'p-mother',
    })
  })
})
