import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { Answer, refusal } from '@tests/fake-api'
import {
  answer,
  button,
  CHECK,
  fine,
  menu,
  names,
  openVersion,
  press,
  row,
  rule,
  RULES,
  SAVE,
  sent,
  version,
  type World,
} from '@tests/rulebook'
import { notes } from '@/core/notes'
import { question } from '@/ui/confirm'
import { drop } from './keepsakes'
import VersionPage from './pages/VersionPage.vue'

enableAutoUnmount(afterEach)
beforeEach(() => drop('me/a', 'v1'))
afterEach(() => {
  question.value = null
  notes.splice(0)
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const open = (world: World = {}) => openVersion(VersionPage, world)

describe('a version that is edited', () => {
  it('reads as sentences, and is saved as a whole with the version on the screen', async () => {
    const { page, calls } = await open({
      routes: { [SAVE]: ({ body }) => ({ ...version({ ...(body as object), version: 4 }), clashes: [] }) },
    })
    expect(row(0).textContent).toContain('如果category如此')
    expect(row(2).textContent).toContain('其他所有情况')
    expect(row(1).textContent).toContain('派给某单位')

    await menu(1, '删除')
    expect(names()).toEqual(['漏雨找物业', '兜底'])
    await press('保存')

    expect(sent(calls, SAVE)).toEqual([
      { version: 3, title: '冬季修改', note: '', rules: [RULES[0], RULES[2]] },
    ])
    expect(page.text()).toContain('已保存')
    expect(button('撤销').disabled).toBe(true)
  })

  it('goes back and forth before it is saved, by button and by key', async () => {
    await open()
    await menu(0, '移到最后')
    await menu(0, '复制')
    expect(names()).toEqual(['保修期内', '保修期内（2）', '兜底', '漏雨找物业'])
    await press('撤销')
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }))
    await flushPromises()
    expect(names()).toEqual(['漏雨找物业', '保修期内', '兜底'])
    expect(button('保存').disabled).toBe(true)
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'y', ctrlKey: true }))
    await flushPromises()
    expect(names()).toEqual(['保修期内', '兜底', '漏雨找物业'])
  })

  it('changes its order by the arrow keys, and says where the rule is now', async () => {
    const { page } = await open()
    const handle = row(0).querySelector<HTMLElement>('.handle')!
    handle.focus()
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
    await flushPromises()
    expect(names()).toEqual(['保修期内', '漏雨找物业', '兜底'])
    expect(document.activeElement!.getAttribute('aria-label')).toContain('第2条“漏雨找物业”')
    expect(page.text()).toContain('“漏雨找物业”现在是第2条')
    handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
    await flushPromises()
    expect(names().at(-1)).toBe('漏雨找物业')
  })

  it('checks a moment after each edit, once for several, and leads from a finding to its rule', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const findings = [
      { level: 'error', text: '第3条“漏雨找物业”不会被用到', rule: 'a' },
      { level: 'warning', text: '有的类别只靠兜底规则', rule: null },
    ]
    const { calls } = await open({
      routes: {
        [CHECK]: (call) => ({ ...fine(call), findings }),
        [SAVE]: ({ body }) => ({ ...version({ ...(body as object), findings }), clashes: [] }),
      },
    })
    await menu(0, '移到最后')
    await press('撤销')
    await press('重做')
    expect(sent(calls, CHECK)).toEqual([])
    await vi.advanceTimersByTimeAsync(500)
    await flushPromises()
    expect(sent(calls, CHECK)).toHaveLength(1)
    const panel = document.querySelector('aside .findings')!
    expect(panel.textContent).toContain('1 处错误')
    expect(row(2).textContent).toContain('不会被用到')

    await press('错误', panel)
    expect(document.activeElement!.id).toBe('rule-a')

    await press('保存并提交审核')
    expect(question.value).toBeNull()
    expect(notes.at(-1)!.text).toContain('改好才能提交')
  })

  it('does not lose edits when somebody else saved meanwhile: both are put together', async () => {
    const theirs = [RULES[0]!, rule('b', '保修期内', { has_warranty: true }, { urgency: 'U2' }), RULES[2]!]
    let stored = version()
    const { calls } = await open({
      routes: {
        'GET /staff/rulebook/sets/v1': () => stored,
        [SAVE]: ({ body }) =>
          (body as { version: number }).version === 3
            ? refusal(409, 'app.conflict', '内容已被他人更新，请核对后重试')
            : { ...version({ ...(body as object), version: 9 }), clashes: [] },
      },
    })
    await menu(0, '删除')
    stored = version({ version: 8, rules: theirs, note: '同事的说明' })
    await press('保存')

    const conflict = document.querySelector('.conflict')!
    expect(conflict.textContent).toContain('您的改动还在本页上')
    expect(conflict.textContent).toContain('修改“保修期内”')
    expect(names()).toEqual(['保修期内', '兜底'])
    expect(button('保存').disabled).toBe(true)

    await press('合到一起', conflict)
    await press('保存')
    expect(sent(calls, SAVE).at(-1)).toEqual({
      version: 8,
      title: '冬季修改',
      note: '同事的说明',
      rules: [theirs[1], theirs[2]],
    })
    expect(document.querySelector('.conflict')).toBeNull()
  })

  it('puts the edits into a draft of their own when the version can no longer be changed', async () => {
    let stored = version()
    const { calls, router } = await open({
      routes: {
        'GET /staff/rulebook/sets/v1': () => stored,
        'GET /staff/rulebook/sets/v2': () => version({ id: 'v2' }),
        [SAVE]: () => refusal(409, 'rulebook.move_not_possible', '这一版现在不能这样操作'),
        'POST /staff/rulebook/sets': () => new Answer(201, version({ id: 'v2', version: 1 })),
        'POST /staff/rulebook/sets/v2/actions/save': () => ({ ...version({ id: 'v2' }), clashes: [] }),
      },
    })
    await menu(0, '删除')
    stored = version({ version: 4, state: 'submitted', state_name: '待审核', actions: [] })
    await press('保存')
    expect(document.querySelector('.conflict')!.textContent).toContain('现在是“待审核”')
    await press('另存为新草稿')

    expect(sent(calls, 'POST /staff/rulebook/sets/v2/actions/save')).toEqual([
      { version: 1, rules: [RULES[1], RULES[2]] },
    ])
    expect(router.currentRoute.value.path).toBe('/rulebook/v2')
  })

  it('asks before edits are left behind, and stays when told to', async () => {
    const { router } = await open()
    await menu(0, '删除')
    const leaving = router.push('/rulebook')
    await flushPromises()
    expect(question.value!.title).toBe('改动还没有保存')
    await answer(false)
    await leaving
    expect(router.currentRoute.value.path).toBe('/rulebook/v1')
    expect(names()).toHaveLength(2)

    const again = router.push('/rulebook')
    await flushPromises()
    await answer(true)
    await again
    expect(router.currentRoute.value.path).toBe('/rulebook')
  })

  it('has the edits back after the session ended in the middle', async () => {
    const first = await open()
    await menu(0, '删除')
    first.session.state = 'out'
    await first.router.push('/rulebook')
    expect(question.value).toBeNull()
    first.page.unmount()

    await open({ pinia: first.pinia })
    expect(names()).toEqual(['保修期内', '兜底'])
    expect(notes.at(-1)!.text).toContain('恢复')
    await press('撤销')
    expect(names()).toHaveLength(3)
  })

  it('carries a stale draft over first, and names what both changed', async () => {
    const REBASE = 'POST /staff/rulebook/sets/v1/actions/rebase'
    const { page, calls } = await open({
      set: version({ stale: true, actions: ['save', 'discard', 'rebase'] }),
      routes: { [REBASE]: () => ({ ...version({ version: 4 }), clashes: ['保修期内'] }) },
    })
    expect(page.text()).toContain('起草之后又发布了新的一版')
    expect(button('提交审核')).toBeUndefined()
    await press('合并到新版')
    expect(sent(calls, REBASE)).toEqual([{ version: 3 }])
    expect(page.text()).toContain('这几条双方都改过')
    expect(page.text()).toContain('“保修期内”')
  })

  it('leaves the rules of the district to the district when a street edits', async () => {
    await open({ street: 's1', role: 'street' })
    expect(row(0).textContent).toContain('区里的规则')
    expect(row(0).querySelector('.handle')).toBeNull()
    expect(button('编辑', row(0))).toBeUndefined()
    await menu(0, '复制成本街道的规则')
    expect(names()).toEqual(['漏雨找物业（2）', '漏雨找物业', '保修期内', '兜底'])
    expect(row(0).querySelector('.handle')).not.toBeNull()
    expect(row(0).textContent).toContain('街道是八角街道')
  })
})

describe('a version that waits for a judgement', () => {
  const waiting = (actions: string[], more = {}) =>
    version({
      state: 'submitted',
      state_name: '待审核',
      submitted_by_name: '周思远',
      submitted_at: '2026-11-26T01:00:00Z',
      actions,
      ...more,
    })

  it('shows a reviewer first what it changes, and is published after a question', async () => {
    const PUBLISH = 'POST /staff/rulebook/sets/v1/actions/publish'
    const { page, calls } = await open({
      set: waiting(['publish', 'return']),
      routes: {
        [PUBLISH]: () => ({ ...version({ state: 'published', number: 2, actions: [] }), clashes: [] }),
      },
    })
    expect(page.text()).toContain('等您审核')
    expect(calls.some((call) => call.path.endsWith('/changes'))).toBe(true)
    await press('发布')
    expect(question.value!.text).toContain('新报的事项都按这一版派单')
    await answer(true)
    expect(sent(calls, PUBLISH)).toEqual([{ version: 3 }])
    expect(page.get('h1').text()).toBe('第 2 版：冬季修改')
  })

  it('tells its author why he cannot publish it', async () => {
    const { page } = await open({ set: waiting(['withdraw']) })
    expect(page.text()).toContain('不能由您自己发布（双人发布）')
    expect(button('发布')).toBeUndefined()
    expect(button('撤回')).toBeDefined()
    expect(button('添加规则')).toBeUndefined()
  })

  it('goes back only with a reason, which its author reads', async () => {
    const RETURN = 'POST /staff/rulebook/sets/v1/actions/return'
    const { page, calls } = await open({
      set: waiting(['publish', 'return']),
      routes: { [RETURN]: () => ({ ...version({ return_reason: '第2条太宽', actions: [] }), clashes: [] }) },
    })
    await press('退回')
    const dialog = document.querySelector('.el-dialog')!
    await press('退回', dialog)
    expect(dialog.textContent).toContain('请写明退回的理由')
    const box = dialog.querySelector('textarea')!
    box.value = '第2条太宽'
    box.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('退回', dialog)
    expect(sent(calls, RETURN)).toEqual([{ version: 3, reason: '第2条太宽' }])
    expect(page.text()).toContain('被退回：第2条太宽')
  })
})
