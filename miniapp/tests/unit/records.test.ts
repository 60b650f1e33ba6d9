import { beforeEach, expect, test, vi } from 'vitest'
import { problem, signedInPhone, type Phone, type Reply } from './fakeUni'

vi.mock('@/core/photoStore', () => ({
  keepPhoto: ({ path }: { path: string }) => Promise.resolve(path),
  photoSource: (key: string) => Promise.resolve({ path: key }),
  dropPhoto: () => Promise.resolve(),
}))

let phone: Phone
/** What the server has: by key the record, and whether it was undone. */
let stored: Map<string, { id: string; body: unknown; undone: boolean }>

/** A server that keeps a record once per key; `lose` swallows the first answer to a new record. */
function serve({ lose = false, refuse = null as Reply | null } = {}) {
  let left = lose
  phone.serve((call) => {
    if (call.path === '/media') return { status: 201, body: { id: 'm-1' } }
    const undo = /records\/([\w-]+)\/actions\/undo$/.exec(call.path)
    if (undo) {
      for (const one of stored.values()) if (one.id === undo[1]) one.undone = true
      return { body: {} }
    }
    if (refuse) return refuse
    const key = call.header['Idempotency-Key']
    const known = stored.get(key)
    if (known && JSON.stringify(known.body) !== JSON.stringify(call.data)) {
      return { status: 422, body: problem('app.key_reused', '内容变了') }
    }
    const one = known ?? { id: `r-${stored.size + 1}`, body: call.data, undone: false }
    stored.set(key, one)
    const lost = left
    left = false
    return { status: 201, body: { id: one.id }, lost }
  })
}

const photo = () => ({ key: 'wxfile://1', sendKey: 'send-key-1', mediaId: null })
const swept = (photos: ReturnType<typeof photo>[] = []) => ({
  itemName: '楼道保洁',
  placeName: '示例东里',
  where: { compound_id: 'c-1', item_code: 'ENV-01' },
  photos,
})

beforeEach(() => {
  vi.resetModules()
  phone = signedInPhone('p-repair')
  stored = new Map()
  serve()
})

test('a tap is one record, with its photo', async () => {
  const { tap, records, recordsSent } = await import('@/core/records')
  await tap(swept([photo()]))
  expect([...stored.values()].map((one) => one.body)).toEqual([
    { compound_id: 'c-1', item_code: 'ENV-01', media_ids: ['m-1'], done_at: expect.any(String) },
  ])
  expect(records.value).toEqual([])
  expect(recordsSent.value).toBe(1)
})

test('without network a tap waits, outlives a reload and is stored once', async () => {
  phone.online = false
  const { tap, myRecords } = await import('@/core/records')
  const before = Date.now()
  await tap(swept([photo()]))
  expect(myRecords()).toMatchObject([{ itemName: '楼道保洁', state: 'waiting' }])
  const after = Date.now()
  await new Promise((done) => setTimeout(done, 20))

  phone.reload()
  phone.online = true
  const later = await import('@/core/records')
  await Promise.all([later.sendRecords(), later.sendRecords()])
  await later.sendRecords()

  expect(stored.size).toBe(1)
  const [one] = [...stored.values()]
  const tapped = Date.parse((one?.body as { done_at: string }).done_at) // it counts from the tap
  expect(tapped).toBeGreaterThanOrEqual(before)
  expect(tapped).toBeLessThanOrEqual(after)
  expect(phone.storage.get('hfw.records')).toBe('[]')
})

test('an answer that was lost does not make a second record', async () => {
  serve({ lose: true })
  const { tap, sendRecords, records } = await import('@/core/records')
  await tap(swept())
  expect(records.value).toHaveLength(1)
  await sendRecords()
  expect(stored.size).toBe(1)
  expect(records.value).toEqual([])
})

test('two taps are two records: things are done more than once a day', async () => {
  const { tap } = await import('@/core/records')
  await tap(swept())
  await tap(swept())
  expect(stored.size).toBe(2)
})

test('what never left the phone is taken back without asking the server', async () => {
  phone.online = false
  const { tap, takeBack, records } = await import('@/core/records')
  await tap(swept([photo()]))
  await takeBack(records.value[0].id)
  phone.online = true
  expect(records.value).toEqual([])
  expect(stored.size).toBe(0)
})

test('what may have arrived is taken back there, once it can be asked', async () => {
  serve({ lose: true })
  const { tap, takeBack, records } = await import('@/core/records')
  await tap(swept())
  await takeBack(records.value[0].id)
  expect([...stored.values()]).toMatchObject([{ undone: true }])
  expect(records.value).toEqual([])
})

test('a refused one says why, and can be sent again or dropped', async () => {
  serve({ refuse: { status: 422, body: problem('app.invalid_input', '请先拍一张照片') } })
  const { tap, sendAgain, takeBack, records } = await import('@/core/records')
  await tap(swept())
  await tap(swept())
  expect(records.value.map((one) => [one.state, one.problem])).toEqual([
    ['refused', '请先拍一张照片'],
    ['refused', '请先拍一张照片'],
  ])
  await takeBack(records.value[1].id)
  serve()
  await sendAgain(records.value[0].id)
  expect(stored.size).toBe(1)
  expect(records.value).toEqual([])
})

test('tapped by a clock that was ahead and is set right, it counts from when it is sent again', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    vi.setSystemTime('2026-11-27T08:00:00Z')
    serve({ refuse: { status: 422, body: problem('app.invalid_input', '手机的时间不对') } })
    const { tap, sendAgain, records } = await import('@/core/records')
    await tap(swept())

    vi.setSystemTime('2026-11-26T08:00:00Z')
    serve()
    await sendAgain(records.value[0].id)

    expect([...stored.values()].map((one) => one.body)).toMatchObject([
      { done_at: '2026-11-26T08:00:00.000Z' },
    ])
  } finally {
    vi.useRealTimers()
  }
})

test('a colleague on the same phone does not send what another one tapped', async () => {
  phone.online = false
  const { tap } = await import('@/core/records')
  await tap(swept())
  phone.reload()
  phone.online = true
  phone.storage.set(
    'hfw.me',
    JSON.stringify({ person: { id: 'p-other' }, posts: [], homes: [], compounds: [] }),
  )
  const later = await import('@/core/records')
  await later.sendRecords()
  expect(stored.size).toBe(0)
  expect(later.records.value).toHaveLength(1)
})

test('what is due today comes first, then habits, then the rest by its day', async () => {
  const { grouped } = await import('@/areas/transparency/useRecords')
  const item = (code: string, over = {}) =>
    ({ code, state: 'due', next_due_on: '2026-12-31', mine: 0, ...over }) as never
  const groups = grouped(
    [
      item('habit', { mine: 3 }),
      item('later'),
      item('today', { next_due_on: '2026-11-26' }),
      item('soon', { next_due_on: '2026-11-28' }),
      item('late', { state: 'late', next_due_on: '2026-11-01', mine: 1 }),
      item('done', { state: 'on_time', next_due_on: '2026-11-26' }),
    ],
    '2026-11-26',
  )
  const codes = (several: { code: string }[]) => several.map((one) => one.code)
  expect(codes(groups.today)).toEqual(['late', 'today'])
  expect(codes(groups.usual)).toEqual(['habit'])
  expect(codes(groups.rest)).toEqual(['done', 'soon', 'later'])
})

const PLACE = (id: string) => ({ name: `小区${id}`, compound: { id, name: `小区${id}` }, building_id: null })
const AT_THE_DESK = {
  code: 'CS-01',
  name: '值守',
  evidence: 'record',
  state: 'due',
  next_due_on: null,
  mine: 0,
}

/** A worker with two places of work, who has scanned the label of a building in one of them. */
function atWork(standing: object | null) {
  const compounds = ['c-1', 'c-2'].map((id) => ({ id, name: `小区${id}`, basis: 'post' }))
  phone.storage.set('hfw.me', JSON.stringify({ person: { id: 'p-repair' }, posts: [], homes: [], compounds }))
  if (standing) phone.storage.set('hfw.standing', JSON.stringify({ visit: standing, at: Date.now() }))
  phone.serve((call) => {
    const asked = /my-items\?compound_id=([\w-]+)/.exec(call.path)
    return asked
      ? { body: { place: PLACE(asked[1]), items: [AT_THE_DESK], recent: [] } }
      : { status: 201, body: { id: 'r-1' } }
  })
}
const made = () => phone.calls.filter((call) => call.method === 'POST').map((call) => call.data)

test('who has scanned the label of a building logs for that building', async () => {
  atWork({ compound: { id: 'c-2', name: '小区c-2' }, place: { kind: 'building', id: 'b-3', name: '3号楼' } })
  const { useRecords } = await import('@/areas/transparency/useRecords')
  const records = useRecords()
  await records.open()
  expect(records.placeName.value).toBe('小区c-2 3号楼')
  await records.log(AT_THE_DESK as never)
  expect(made()).toEqual([
    { compound_id: 'c-2', building_id: 'b-3', item_code: 'CS-01', done_at: expect.any(String) },
  ])
})

test('without a label it is the place where one logged last; a place that cannot be read is not taken', async () => {
  atWork(null)
  phone.storage.set('hfw.workplace', '"c-2"')
  const { useRecords } = await import('@/areas/transparency/useRecords')
  const records = useRecords()
  await records.open()
  expect(records.shown.value?.place.compound.id).toBe('c-2')
  phone.online = false
  await records.moveTo({ compound_id: 'c-1' })
  expect(records.shown.value?.place.compound.id).toBe('c-2')
  await records.log(AT_THE_DESK as never)
  expect(records.waiting.value).toMatchObject([{ where: { compound_id: 'c-2' }, placeName: '小区c-2' }])
})

test('what was seen of one place is not logged in another', async () => {
  atWork({ compound: { id: 'c-2', name: '小区c-2' }, place: null })
  phone.storage.set('hfw.logged', JSON.stringify({ place: PLACE('c-1'), items: [AT_THE_DESK], recent: [] }))
  phone.online = false
  const { useRecords } = await import('@/areas/transparency/useRecords')
  const records = useRecords()
  await records.open()
  expect(records.shown.value).toBeNull()
  await records.log(AT_THE_DESK as never)
  expect(records.waiting.value).toEqual([])
})
