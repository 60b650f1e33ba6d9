import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { answer, CHECK, names, openVersion, press, row, sent, type Rule, type World } from '@tests/rulebook'
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

describe('the drawer of one rule', () => {
  const drawer = () => document.querySelector('.hf-drawer')!
  const type = async (label: string, text: string) => {
    const field = [...drawer().querySelectorAll('label')].find((one) => one.textContent!.startsWith(label))!
    const box = document.getElementById(field.getAttribute('for')!) as HTMLInputElement
    box.value = text
    box.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const tick = async (label: string) => {
    const found = [...drawer().querySelectorAll('label')].find((one) => one.textContent!.trim() === label)!
    found.querySelector('input')!.click()
    await flushPromises()
  }
  const take = async (words: string) => {
    const option = [...drawer().querySelectorAll<HTMLElement>('[role=option]')]
    option.find((one) => one.textContent!.includes(words))!.click()
    await flushPromises()
  }

  it('builds a rule, says at once how it reads and what is wrong, and puts it before the last resort', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { calls } = await open({
      routes: {
        [CHECK]: () => ({ problems: ['第3条“夜里找居委会”：理由不对'], findings: [], rules: [] }),
      },
    })
    await press('添加规则')
    await press('加入列表')
    await vi.advanceTimersByTimeAsync(50)
    expect(drawer().textContent).toContain('请填写名称')
    expect(drawer().textContent).toContain('请选择派给谁')

    await type('名称', '夜里找居委会')
    await press('＋时段', drawer())
    await press('＋事项类别', drawer())
    await tick('屋面漏雨')
    await take('社区居委会')
    await press('责任单位', drawer())
    expect(drawer().querySelector('.preview')!.textContent).toContain('〔责任单位〕')
    expect(drawer().querySelector('.reads')!.textContent).toContain(
      '如果事项类别是屋面漏雨，且在20:00至次日08:00',
    )
    await vi.advanceTimersByTimeAsync(500)
    await flushPromises()
    expect(drawer().querySelector('.reads')!.textContent).toContain('理由不对')

    await press('加入列表')
    expect(names()).toEqual(['漏雨找物业', '保修期内', '夜里找居委会', '兜底'])
    await vi.advanceTimersByTimeAsync(500)
    const { rules } = sent(calls, CHECK).at(-1) as { rules: Rule[] }
    expect(rules[2]).toMatchObject({
      name: '夜里找居委会',
      conditions: { hours: { from: '20:00', to: '08:00' }, category: ['0101'] },
      target: 'residents_committee',
      reason: '{organisation}',
      deadline: null,
      urgency: null,
    })
  })

  it('finds a named organisation', async () => {
    const { calls } = await open({
      routes: {
        'GET /staff/rulebook/grammar/organisations': () => ({
          items: [{ value: 'organisation:o1', label: '示例物业公司', kind_name: '物业服务企业' }],
          next: null,
        }),
      },
    })
    await press('编辑', row(0))
    await take('指定一个单位')
    await press('示例物业公司', drawer())
    await press('改好了')
    expect(row(0).textContent).toContain('派给示例物业公司')
    expect(row(0).textContent).toContain('未保存')
    expect(calls.some((call) => call.path === '/staff/rulebook/grammar/organisations')).toBe(true)
  })

  it('asks before a changed rule is dropped', async () => {
    await open()
    await press('编辑', row(0))
    await type('名称', '别的名称')
    await press('取消', drawer())
    expect(question.value!.title).toBe('不要这些改动？')
    await answer(false)
    expect(drawer()).not.toBeNull()
  })
})
