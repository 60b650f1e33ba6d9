import { beforeEach, expect, test, vi } from 'vitest'
import { problem, signedInPhone, type Call, type Phone } from './fakeUni'

// Photos outlive a reload in IndexedDB, which jsdom lacks: a map outside of the modules stands for it.
const kept = vi.hoisted(() => new Map<string, string>())
vi.mock('@/core/photoStore', () => ({
  keepPhoto: ({ path }: { path: string }) => {
    const key = `kept-${kept.size + 1}`
    kept.set(key, path)
    return Promise.resolve(key)
  },
  photoSource: (key: string) => Promise.resolve(kept.has(key) ? { path: kept.get(key) } : null),
  dropPhoto: (key: string) => Promise.resolve(void kept.delete(key)),
}))

let phone: Phone
let made: Map<string, { id: string; body: unknown }>

/** The server of the promise: one key, one ticket. */
function serveTickets(lose: (call: Call) => boolean = () => false) {
  phone.serve((call) => {
    if (call.path === '/media')
      return { status: 201, body: { id: `m-${phone.uploads.length}` }, lost: lose(call) }
    const key = call.header['Idempotency-Key']
    if (!made.has(key)) made.set(key, { id: `t-${made.size + 1}`, body: call.data })
    return { status: 201, body: made.get(key), lost: lose(call) }
  })
}

async function written(words = '楼道灯坏了') {
  const drafts = await import('@/core/drafts')
  const draft = drafts.openDraft('repair')
  Object.assign(draft, { words, compound: { id: 'c-1', name: '小区', visitor: false } })
  drafts.saveDrafts()
  return { drafts, draft }
}

beforeEach(() => {
  vi.resetModules()
  kept.clear()
  made = new Map()
  phone = signedInPhone()
})

test('a draft becomes one ticket and is gone', async () => {
  serveTickets()
  const { drafts, draft } = await written()

  const result = await drafts.sendDraft(draft.id)

  expect(result).toEqual({ ticket: expect.objectContaining({ id: 't-1' }) })
  expect(drafts.drafts.value).toEqual([])
  expect(phone.calls[0].data).toEqual({ compound_id: 'c-1', kind: 'repair', description: '楼道灯坏了' })
})

test('a double tap is one request', async () => {
  serveTickets()
  const { drafts, draft } = await written()
  const results = await Promise.all([
    drafts.sendDraft(draft.id),
    drafts.sendDraft(draft.id),
    drafts.sendDraft(draft.id),
  ])
  expect(phone.calls).toHaveLength(1)
  expect(results.every((result) => 'ticket' in result)).toBe(true)
})

test('without network it waits, survives a reload, and goes out once when the network is back', async () => {
  serveTickets()
  phone.online = false
  const { drafts, draft } = await written()
  expect(await drafts.sendDraft(draft.id)).toEqual({ waiting: true })

  phone.reload()
  phone.online = true
  const later = await import('@/core/drafts')
  expect(later.waitingDrafts()).toHaveLength(1)
  const sent = await later.sendWaitingDrafts()
  const again = await later.sendWaitingDrafts()

  expect(sent).toHaveLength(1)
  expect(again).toHaveLength(0)
  expect(made.size).toBe(1)
})

test('an answer lost half-way: after a reload the same key and the same body go out, and one ticket exists', async () => {
  serveTickets((call) => call.path === '/tickets')
  const { drafts, draft } = await written()
  expect(await drafts.sendDraft(draft.id)).toEqual({ waiting: true })

  phone.reload()
  serveTickets()
  const later = await import('@/core/drafts')
  await later.sendWaitingDrafts()

  const posts = phone.calls.filter((call) => call.path === '/tickets')
  expect(posts).toHaveLength(2)
  expect(posts[1].header['Idempotency-Key']).toBe(posts[0].header['Idempotency-Key'])
  expect(posts[1].data).toEqual(posts[0].data)
  expect(made.size).toBe(1)
})

test('photos are sent before the ticket, once each, also across a reload', async () => {
  serveTickets((call) => call.path === '/tickets')
  const { drafts, draft } = await written('')
  const { takePhotos } = await import('@/core/photos')
  draft.photos.push(...(await takePhotos(6)))
  drafts.saveDrafts()
  await drafts.sendDraft(draft.id)

  phone.reload()
  serveTickets()
  await (await import('@/core/drafts')).sendWaitingDrafts()

  expect(phone.uploads).toEqual(['blob:one'])
  expect([...made.values()][0].body).toEqual({ compound_id: 'c-1', kind: 'repair', media_ids: ['m-1'] })
  expect(kept.size).toBe(0)
})

test('a refused draft may be changed, and the changed one has a key of its own', async () => {
  phone.serve(() => ({
    status: 422,
    body: problem('app.invalid_input', '请检查', { description: ['太短'] }),
  }))
  const { drafts, draft } = await written()
  const firstKey = draft.key

  const result = await drafts.sendDraft(draft.id)

  expect(result).toEqual({ problem: '请检查：太短' })
  expect(drafts.draftById(draft.id)).toMatchObject({ state: 'editing', body: null })
  expect(draft.key).not.toBe(firstKey)
})

test('a session that has ended keeps the draft waiting', async () => {
  phone.serve(() => ({ status: 401, body: problem('auth.not_signed_in', '请先登录') }))
  const { drafts, draft } = await written()
  expect(await drafts.sendDraft(draft.id)).toEqual({ waiting: true })
})

test('somebody else on the same phone neither sees nor sends it', async () => {
  serveTickets()
  phone.online = false
  const { drafts, draft } = await written()
  await drafts.sendDraft(draft.id)

  phone.online = true
  const { me } = await import('@/core/session')
  if (me.value) me.value = { ...me.value, person: { ...me.value.person, id: 'p-2' } }
  expect(await drafts.sendWaitingDrafts()).toEqual([])
  expect(drafts.openDraft('repair').id).not.toBe(draft.id)
  expect(made.size).toBe(0)
})

test('an unfinished draft is taken up again, complaints apart from repairs', async () => {
  const { drafts, draft } = await written()
  expect(drafts.openDraft('help').id).toBe(draft.id)
  expect(drafts.openDraft('complaint').id).not.toBe(draft.id)
})
