import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { DisclosureBody, DisclosureForm, DisclosureVersion } from '@/api/contract'
import { ApiError, wordsOf } from '@/core/http'
import { say, sayBad } from '@/core/notes'
import { useSession } from '@/core/session'
import { actOnVersion, getVersion, listForms, type VersionAction } from './api'
import { drop, find, keep } from './keepsakes'
import { useCheck } from './useCheck'
import { useDraft } from './useDraft'

/** What is stored of a version and what is known about it; the edits rest on top of it. */
function useStored(id: string) {
  const draft = useDraft()
  const version = shallowRef<DisclosureVersion | null>(null)
  const form = shallowRef<DisclosureForm | null>(null)
  const thumbs = ref<Record<string, string>>({})
  /** What somebody else stored while there are edits on this screen. */
  const conflict = shallowRef<DisclosureVersion | null>(null)
  const may = (action: VersionAction): boolean => version.value?.actions.includes(action) ?? false
  const editable = computed(() => may('save'))
  /** Whether somebody has tried to hand it in: from then on empty fields are told too. */
  const tried = ref(false)
  const check = useCheck(id, draft, editable)
  /** What is on the screen, for the printer: taken anew with every check, not with every key. */
  const paper = shallowRef<DisclosureBody>({ head: {}, tables: {} })
  watch(check.totals, () => {
    paper.value = JSON.parse(JSON.stringify(draft.content().body)) as DisclosureBody
  })

  function show(fresh: DisclosureVersion): void {
    version.value = fresh
    conflict.value = null
    for (const photo of fresh.photos) thumbs.value[photo.id] = photo.thumb_url
    draft.take(fresh)
    check.know(fresh)
  }

  function learn(photo: string, thumb: string): void {
    thumbs.value[photo] = thumb
  }

  return { draft, version, form, thumbs, conflict, may, editable, tried, check, paper, show, learn }
}

type Stored = ReturnType<typeof useStored>

/** Moving a version: the answer is shown, a refusal stands where it belongs, and nothing that was typed is lost. */
function useActing(id: string, { draft, version, conflict, check, show }: Stored) {
  const busy = ref('')

  /** Somebody was faster. With edits on the screen these stay, and the person decides what becomes of them. */
  async function met(error: ApiError): Promise<void> {
    const fresh = await getVersion(id)
    const moved = fresh.version !== version.value?.version
    if (moved && draft.dirty.value && fresh.actions.includes('save')) conflict.value = fresh
    else {
      if (moved) show(fresh)
      sayBad(wordsOf(error))
    }
  }

  /** What the server refused, place by place, stands where the check says what is wrong. */
  function refused(error: ApiError): void {
    const found = Object.entries(error.fields).filter(([path]) => path !== 'reason')
    const problems = found.map(([path, text]) => ({ path, text, level: 'error' as const }))
    if (problems.length) check.know({ problems, totals: check.totals.value, lead: [] })
    sayBad(error.fields.reason ?? wordsOf(error))
  }

  async function failed(error: unknown): Promise<void> {
    if (error instanceof ApiError && error.status === 409)
      await met(error).catch(() => sayBad(wordsOf(error)))
    else if (error instanceof ApiError && error.status === 422) refused(error)
    else sayBad(wordsOf(error))
  }

  /** Do it; gives what to look at afterwards (the same version, or its correction), null when it did not work. */
  async function act(action: VersionAction, reason: string, done: string): Promise<DisclosureVersion | null> {
    const stored = version.value
    if (!stored || busy.value) return null
    const writes = action === 'save' || action === 'submit'
    if (writes && draft.tooMuch()) {
      sayBad('内容太多，页面上保存不了。请用表里的“Excel 导入、导出”来改')
      return null
    }
    busy.value = action
    try {
      const more = writes ? draft.sent() : { reason }
      const moved = await actOnVersion(id, action, { version: stored.version, ...more })
      if (moved.id === id) show(moved)
      say(done)
      return moved
    } catch (error) {
      await failed(error)
      return null
    } finally {
      busy.value = ''
    }
  }

  /** Put mine in place of what the other one stored meanwhile. */
  async function overwrite(): Promise<void> {
    if (!conflict.value) return
    draft.over(conflict.value)
    version.value = conflict.value
    conflict.value = null
    await act('save', '', '已保存您的内容')
  }

  return { busy, act, overwrite, save: () => act('save', '', '已保存') }
}

/** One version on the screen: what is stored of it, the edits on top, and what happens to both. */
export function useVersion(id: string) {
  const place = useSession().place
  const stored = useStored(id)
  const { draft, version, form, conflict, may, show } = stored
  const acting = useActing(id, stored)
  const problem = ref('')
  const absent = ref(false)
  let forgotten = false

  async function load(): Promise<void> {
    problem.value = ''
    try {
      const [forms, fresh] = await Promise.all([listForms(), getVersion(id)])
      form.value = forms.find((one) => one.code === fresh.publication.form) ?? null
      show(fresh)
      const kept = find(place, id)
      if (!kept || !may('save')) return
      draft.rest(kept.mine)
      say('恢复了上次没有保存的改动')
      if (kept.version !== fresh.version) conflict.value = fresh
    } catch (error) {
      absent.value = error instanceof ApiError && error.status === 404
      problem.value = wordsOf(error)
    }
  }

  const forget = () => void (forgotten = true)
  // The page goes away without a question when its person is signed out: then the edits wait for him.
  onScopeDispose(() => {
    if (draft.dirty.value && version.value && !forgotten)
      keep(place, id, { version: version.value.version, mine: draft.content() })
    else drop(place, id)
  })
  return { ...stored, ...acting, problem, absent, load, forget }
}

export type OneVersion = ReturnType<typeof useVersion>
