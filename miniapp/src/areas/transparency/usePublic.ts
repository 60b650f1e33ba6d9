/** The public page of a compound: which compound, what it says, and what I asked about it. Reading needs no sign-in. */
import { onHide, onUnload } from '@dcloudio/uni-app'
import { ref, shallowRef } from 'vue'
import {
  compoundOfCode,
  myQuestions,
  publicPage,
  type PublicPage,
  type Question,
} from '@/areas/transparency/api'
import { standing, visit } from '@/core/arrival'
import { ApiError } from '@/core/http'
import { replaceBy } from '@/core/nav'
import { ensureSignedIn, me, signedIn } from '@/core/session'
import { hush } from '@/core/speech'
import { keep, recall } from '@/core/storage'
import type { Named } from '@/core/types'

export interface Place extends Named {
  hint: string
}

/** What an address may say of where: the compound, or the code of a label in it. */
export interface Where {
  compound?: string
  code?: string
}

const BASIS_WORDS = {
  home: '我家在这里',
  pending: '住址还在核对',
  visit: '扫码看的',
  post: '我在这里工作',
}

/** Compounds that concern this person: where he stands, lives, helps or works. */
export function myPlaces(): Place[] {
  const found = new Map<string, Place>()
  const add = (id: string, name: string, hint: string) => {
    if (!found.has(id)) found.set(id, { id, name, hint })
  }
  if (standing.value) add(standing.value.compound.id, standing.value.compound.name, '您在这里')
  const order = ['home', 'pending', 'visit', 'post']
  const own = [...(me.value?.compounds ?? [])].sort((a, b) => order.indexOf(a.basis) - order.indexOf(b.basis))
  for (const one of own.filter((place) => place.basis !== 'post'))
    add(one.id, one.name, BASIS_WORDS[one.basis])
  for (const { person, homes } of me.value?.principals ?? []) {
    for (const home of homes) add(home.compound_id, home.compound_name, `${person.name}家在这里`)
  }
  for (const one of own.filter((place) => place.basis === 'post')) add(one.id, one.name, BASIS_WORDS.post)
  return [...found.values()]
}

/** Remember which of several compounds somebody looks at. */
export function choosePlace(id: string): void {
  keep('compound', id)
}

const pages = new Map<string, PublicPage>()
/** Compounds whose page must be asked for anew: something was asked there. */
const outdated = new Set<string>()

/** Something was asked in a compound: what the phone has kept of its page no longer tells all. */
export function outdate(compoundId: string): void {
  outdated.add(compoundId)
}

export function isOutdated(compoundId: string): boolean {
  return outdated.has(compoundId)
}

function kept(id: string): PublicPage | null {
  const last = recall<PublicPage | null>('public', null)
  return pages.get(id) ?? (last?.id === id ? last : null)
}

/** Whether somebody is signed in, without asking anybody to sign in. */
export async function recognised(): Promise<boolean> {
  try {
    return await ensureSignedIn()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return signedIn.value
  }
}

/** What I asked; nothing for somebody who is not signed in, or while it cannot be read. */
export async function questionsIfAny(): Promise<Question[]> {
  if (!signedIn.value) return []
  try {
    return (await myQuestions()).items
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return []
  }
}

/** Who came by a label may ask about what he reads there. That he may not, is no reason not to let him read. */
export async function arriveIfSignedIn(code: string): Promise<void> {
  if (!signedIn.value) return
  try {
    await visit(code)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
  }
}

/** The compound of an address; the person's own where it names none. Empty when there is none. */
async function compoundAt(where: Where): Promise<string> {
  if (where.compound) return where.compound
  if (!where.code) {
    const places = myPlaces()
    const chosen = recall('compound', '')
    return (places.find((one) => one.id === chosen) ?? places[0])?.id ?? ''
  }
  const { id } = await compoundOfCode(where.code)
  await arriveIfSignedIn(where.code)
  choosePlace(id)
  return id
}

/** Loading for pages that anybody may read: what went wrong, in words; nobody is sent away to sign in. */
export function useReader() {
  const problem = ref('')
  const cut = ref(false)

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await recognised()
      await work()
      problem.value = ''
      cut.value = false
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problem.value = error.sentence
      cut.value = error.status === 0
      return false
    } finally {
      uni.stopPullDownRefresh()
    }
  }
  return { problem, cut, run }
}

export function usePublic() {
  const page = shallowRef<PublicPage | null>(null)
  const mine = shallowRef<Question[]>([])
  /** Nobody knows which compound is meant. */
  const nowhere = ref(false)
  const { problem, cut, run } = useReader()
  let where: Where = {}

  async function read(fresh: boolean) {
    const id = await compoundAt(where)
    nowhere.value = !id
    if (!id) {
      if (!signedIn.value) replaceBy('signIn')
      return
    }
    where = { ...where, compound: id }
    page.value ??= kept(id)
    const [answer, questions] = await Promise.all([
      publicPage(id, fresh || outdated.has(id)),
      questionsIfAny(),
    ])
    outdated.delete(id)
    pages.set(id, answer)
    keep('public', answer)
    page.value = answer
    mine.value = questions
  }

  /** Show the compound that an address names; what is known of it at once. */
  function open(query: Where = {}) {
    where = { compound: query.compound, code: query.code }
    if (where.compound) page.value = kept(where.compound)
    return run(() => read(false))
  }

  /** Another compound, or the same one again after somebody has asked something. */
  function change(compoundId: string) {
    choosePlace(compoundId)
    where = { compound: compoundId }
    page.value = kept(compoundId)
    return run(() => read(false))
  }

  const reload = () => run(() => read(true))
  /** The page is in front again. */
  const again = () => {
    if (where.compound && outdated.has(where.compound)) void run(() => read(true))
  }

  onHide(hush)
  onUnload(hush)
  return { page, mine, nowhere, problem, cut, open, change, reload, again }
}
