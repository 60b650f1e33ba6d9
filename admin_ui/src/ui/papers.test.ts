import { afterEach, describe, expect, it, vi } from 'vitest'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { fakeApi, refusal } from '@tests/fake-api'
import AppPapers from './AppPapers.vue'
import { question } from './confirm'

enableAutoUnmount(afterEach)
afterEach(() => {
  question.value = null
})

const paper = { id: 'p1', kind: 'pdf', name: '签字页.pdf', pages: 3, bytes: 420_000 }

function shown(more: object = {}) {
  const change = vi.fn(() => Promise.resolve())
  const wrapper = mount(AppPapers, {
    props: {
      title: '扫描件',
      hint: '放在这里',
      papers: [paper],
      mayAdd: true,
      mayRemove: true,
      change,
      ...more,
    },
  })
  return { wrapper, change }
}

async function drop(wrapper: ReturnType<typeof shown>['wrapper'], name: string) {
  const file = new File(['%PDF'], name)
  await wrapper.get('.zone').trigger('drop', { dataTransfer: { files: [file] } })
  await flushPromises()
}

describe('papers on a thing', () => {
  it('says what each is, and nothing can be done by who only reads', () => {
    const { wrapper } = shown({ mayAdd: false, mayRemove: false })
    expect(wrapper.text()).toContain('签字页.pdf')
    expect(wrapper.text()).toContain('PDF，3 页，420 KB')
    expect(wrapper.find('input[type=file]').exists()).toBe(false)
    expect(wrapper.text()).not.toContain('撤下')
  })

  it('uploads what was dropped and puts it on the thing', async () => {
    const calls = fakeApi({ 'POST /media/papers': () => ({ ...paper, id: 'p2', url: 'x' }) })
    const { wrapper, change } = shown({ papers: [] })
    expect(wrapper.text()).toContain('还没有文件')
    await drop(wrapper, '协议.pdf')
    expect(change).toHaveBeenCalledWith({ paper_ids: ['p2'] })
    expect(calls.map((call) => call.path)).toEqual(['/media/papers'])
  })

  it('says why a file is not taken, and puts nothing on', async () => {
    fakeApi({ 'POST /media/papers': () => refusal(422, 'app.invalid', '文件设有密码，请取消密码后再上传') })
    const { wrapper, change } = shown()
    await drop(wrapper, '协议.pdf')
    expect(wrapper.get('[role=alert]').text()).toContain('文件设有密码')
    expect(change).not.toHaveBeenCalled()
  })

  it('asks before it takes one off', async () => {
    const { wrapper, change } = shown()
    const button = wrapper.get('[aria-label="撤下签字页.pdf"]')
    await button.trigger('click')
    question.value?.answer(false)
    await flushPromises()
    expect(change).not.toHaveBeenCalled()
    await button.trigger('click')
    question.value?.answer(true)
    await flushPromises()
    expect(change).toHaveBeenCalledWith({ removed_ids: ['p1'] })
  })
})
